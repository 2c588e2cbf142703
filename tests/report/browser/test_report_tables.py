"""Tables that are sorted and go on beyond the screen, and what is printed."""

from dataclasses import replace
from pathlib import Path

from topics.discovery.candidates import CandidateTheme

_CANDIDATES = [CandidateTheme(topic, f"topic_{topic}", f"新{topic}", ("渔船",), 30) for topic in (1, 2)]


def test_tables_are_sorted_by_click_and_by_key(browser, mixed: Path):
    browser.open(mixed)
    sizes = "[...document.querySelectorAll('#topics tbody')[0].rows].map((row) => +row.cells[2].textContent)"
    head = "document.querySelectorAll('#topics th[data-sort] button')[1]"
    browser.run(f"{head}.focus()")
    browser.key("Enter", "\r")
    assert len(set(browser.run(sizes))) > 2
    assert browser.run(sizes) == sorted(browser.run(sizes), reverse=True)
    assert browser.run(f"{head}.parentElement.getAttribute('aria-sort')") == "descending"
    browser.run(f"{head}.click()")
    assert browser.run(sizes) == sorted(browser.run(sizes))
    first = browser.run("document.querySelector('#topics tbody td:nth-child(2)').textContent")
    browser.run("document.querySelector('#topics tbody button').click()")
    assert f"话题“{first}”" in browser.run("document.getElementById('count').textContent")


def test_a_table_that_goes_on_says_so_and_takes_the_keyboard(browser, mixed: Path):
    hint = "[...document.querySelectorAll('#topics .swipe')].map((one) => !one.hidden)"
    browser.open(mixed, 420, 800)
    assert True in browser.run(hint)
    assert browser.run("document.querySelector('#topics .scroll').tabIndex") == 0
    assert browser.run("document.querySelector('#topics .scroll').classList.contains('goes-on')")
    browser.run("document.querySelector('#topics .scroll').scrollLeft = 9999")
    browser.wait("!document.querySelector('#topics .scroll').classList.contains('goes-on')")
    browser.open(mixed)
    assert browser.run(hint)[0] is False


def test_paper_shows_more_paragraphs_and_says_how_many(browser, data, write_page):
    twice = {
        name: [*getattr(data, name), *getattr(data, name)] for name in ("labels", "topic_ids", "positions", "dates")
    }
    found = replace(data, paragraphs=[*data.paragraphs, *data.paragraphs], candidates=_CANDIDATES, **twice)
    browser.open(write_page(found))
    browser.run(
        "addEventListener('beforeprint', () => { window.seen = {"
        " listed: document.querySelectorAll('#list article').length,"
        " said: document.getElementById('count').textContent,"
        " open: [...document.querySelectorAll('details')].map((one) => one.open) }; })"
    )
    browser.send("Page.printToPDF")
    assert browser.run("window.seen") == {
        "listed": 200,
        "said": "共 240 段，这里印出前 200 段；其余请先筛选再打印",
        "open": [True, True],
    }
    assert browser.run("document.querySelectorAll('#list article').length") == 30
    assert browser.run("document.getElementById('count').textContent") == "共 240 段"
    assert browser.run("[...document.querySelectorAll('details')].map((one) => one.open)") == [True, False]
    browser.run("document.getElementById('more').click()")
    assert browser.run("document.querySelectorAll('#list article').length") == 60


def test_paper_has_no_hints_for_fingers(browser, mixed: Path):
    browser.open(mixed)
    browser.send("Emulation.setEmulatedMedia", media="print")
    shown = browser.run("document.body.innerText")
    browser.send("Emulation.setEmulatedMedia", media="")
    assert "段落地图" in shown
    assert "共 120 段" in shown
    for hint in ("点一下", "点一格", "点表头", "键盘", "左右滑动", "回到地图", "清除筛选", "全图"):
        assert hint not in shown


def test_a_copied_candidate_offers_itself_again(browser, data, write_page):
    browser.open(write_page(replace(data, candidates=_CANDIDATES)))
    browser.run("document.querySelector('[data-copy]').click()")
    browser.wait("document.querySelector('[data-copy]').textContent !== '复制'")
    browser.wait("document.querySelector('[data-copy]').textContent === '复制'")
