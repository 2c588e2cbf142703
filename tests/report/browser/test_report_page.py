from pathlib import Path

import pytest

from topics.report.page import ReportData


def _search(browser, words: str) -> None:
    browser.run("document.getElementById('search').focus()")
    browser.send("Input.insertText", text=words)


def _place(browser, row: int) -> list[float]:
    """Where a paragraph stands in the window, once the map is in sight."""
    browser.run("document.getElementById('map').scrollIntoView({block: 'center'})")
    return browser.run(
        "(() => { const box = document.getElementById('map').getBoundingClientRect();"
        f" return [box.left + view.xOf({row}), box.top + view.yOf({row})]; }})()"
    )


def _colour(browser, row: int) -> list[int]:
    """The colour of the pixel that a paragraph stands on, read from a copy of the map."""
    return browser.run(
        "(() => { const map = document.getElementById('map'), copy = document.createElement('canvas');"
        " [copy.width, copy.height] = [map.width, map.height];"
        " const pen = copy.getContext('2d', { willReadFrequently: true }); pen.drawImage(map, 0, 0);"
        f" return [...pen.getImageData(view.xOf({row}), view.yOf({row}), 1, 1).data]; }})()"
    )


def test_nothing_reaches_over_the_edge_and_the_first_paragraphs_are_listed(opened):
    assert opened.run("document.documentElement.scrollWidth <= innerWidth")
    assert opened.run("document.querySelectorAll('#list article').length") == 30
    assert opened.run("document.querySelector('#list article p').innerHTML").startswith(
        '𠮷村第0段说的是<mark class="evidence">骗子</mark>，&lt;b&gt;不是&lt;/b&gt;别的。'
    )


def test_search_finds_in_list_and_map(opened):
    opened.run("document.querySelector('[name=colour][value=theme]').click()")
    before = _colour(opened, 0)
    _search(opened, "渔船 第5")
    opened.wait("document.getElementById('hits').textContent === '3 段'")
    assert opened.run("[...document.querySelectorAll('#list article')].map((one) => +one.dataset.row)") == [5, 53, 57]
    assert opened.run("document.querySelector('#list .found').textContent") == "第5"
    assert opened.run("[...report.shown].reduce((sum, one) => sum + one)") == 3
    opened.run("new Promise(requestAnimationFrame)")
    assert _colour(opened, 0) != before
    opened.key("Escape")
    opened.wait("document.getElementById('hits').textContent === ''")


def test_hovering_shows_the_text_and_where_it_stood(opened, data):
    opened.hover(*_place(opened, 8))
    opened.wait("!document.getElementById('card').hidden")
    card = opened.run("document.getElementById('card').textContent")
    assert card.startswith(data.paragraphs[opened.run("report.state.focus")].text)
    assert "甲.txt 第" in card
    opened.hover(1, 1)
    opened.wait("document.getElementById('card').hidden")


def test_the_map_answers_the_keyboard(opened):
    opened.run("document.getElementById('map').focus()")
    opened.key("ArrowRight")
    first = opened.run("report.state.focus")
    opened.key("ArrowLeft")
    second = opened.run("report.state.focus")
    assert first != second
    assert opened.run(f"view.xOf({second}) < view.xOf({first})")
    opened.key("+", "+")
    assert opened.run("view.frame.scale") == 1.5
    opened.key("0", "0")
    assert opened.run("view.frame.scale") == 1
    opened.key("Enter")
    assert opened.run("+document.activeElement.dataset.row") == second
    opened.run("document.getElementById('map').focus()")
    opened.key("Escape")
    assert opened.run("report.state.focus") is None


@pytest.mark.parametrize(
    ("button", "count"),
    [
        ("#themes [data-theme='0']", "主题“反诈”：30 段（共 120 段）"),
        ("#topics [data-topic='1']", "话题“渔船话题”：30 段（共 120 段）"),
        ("#themes [data-theme='-1']", "主题“未定主题”：90 段（共 120 段）"),
        (".heat-map button", "主题“反诈”，话题“骗子话题”：30 段（共 120 段）"),
        (".heat-map tbody tr:nth-child(2) [data-theme='-1']", "主题“未定主题”，话题“渔船话题”：30 段（共 120 段）"),
        (".heat-map tfoot [data-theme='-1']", "主题“未定主题”：90 段（共 120 段）"),
        ("#legend button:nth-child(2)", "话题“渔船话题”：30 段（共 120 段）"),
    ],
    ids=["theme", "topic", "no theme", "cell", "cell of no theme", "all of no theme", "legend"],
)
def test_buttons_narrow_the_list(browser, path: Path, button: str, count: str):
    browser.open(path)
    browser.run(f'document.querySelector("{button}").click()')
    assert browser.run("document.getElementById('count').textContent") == count
    browser.run("document.querySelector('.reset:not([hidden])').click()")
    assert browser.run("document.getElementById('count').textContent") == "共 120 段"


def test_the_list_grows_on_demand(browser, path: Path):
    browser.open(path)
    for listed in (60, 90, 120):
        browser.run("document.getElementById('more').click()")
        assert browser.run("document.querySelectorAll('#list article').length") == listed
    assert browser.run("document.getElementById('more').hidden")


def test_the_trend_shows_themes_then_topics(browser, data, path: Path):
    browser.open(path)
    labels = "[...document.querySelectorAll('#trend .u-label')].map((one) => one.textContent)"
    assert browser.run(labels) == ["时间", "反诈"]
    browser.run("document.querySelector('[name=trend-kind][value=topic]').click()")
    assert browser.run(labels) == ["时间", *(topic.name for topic in data.topics)]
    assert browser.problems == []


def test_a_page_without_topics_and_dates_works(browser, data, write_page):
    bare = write_page(ReportData(data.title, data.documents, data.paragraphs, data.labels, data.dropped, data.taxonomy))
    browser.open(bare)
    _search(browser, "小麦")
    browser.wait("document.getElementById('hits').textContent === '30 段'")
    assert browser.problems == []
