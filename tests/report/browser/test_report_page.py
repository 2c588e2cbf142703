from pathlib import Path

import pytest

from topics.discovery.layout import lay_out
from topics.discovery.over_time import count_over_time
from topics.report.page import ReportData, render_report
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import CrosswalkCell, Evidence, Label, Paragraph, Topic

_N = 120
_WORDS = ("骗子", "渔船", "小麦", "列车")


def _text(row: int) -> str:
    word = _WORDS[row % len(_WORDS)]
    return f"𠮷村第{row}段说的是{word}，<b>不是</b>别的。"


def _label(row: int) -> Label:
    if row % 4:
        return Label(None, (), {"fraud": 0.1}, "no_theme_confident")
    start = _text(row).index("骗子")
    return Label("fraud", ("fraud",), {"fraud": 0.9}, None, (Evidence("fraud", start, start + 2, "骗子", 1.0),))


def _data() -> ReportData:
    taxonomy = Taxonomy((Theme("fraud", "反诈"), Theme("water", "水")))
    topics = [Topic(topic, _N // 4, (word,), name=f"{word}话题") for topic, word in enumerate(_WORDS)]
    labels, topic_ids = [_label(row) for row in range(_N)], [row % 4 for row in range(_N)]
    dates = [f"2023-01-{row % 28 + 1:02}" for row in range(_N)]
    margins = [[float(row % 4 == topic) + 0.001 * row for topic in range(4)] for row in range(_N)]
    return ReportData(
        title="示例",
        documents=("甲.txt",),
        paragraphs=[
            Paragraph(f"甲.txt#{row}", "甲.txt", row, _text(row), "body", (row + 1, row + 1)) for row in range(_N)
        ],
        labels=labels,
        dropped=[],
        taxonomy=taxonomy,
        topics=topics,
        topic_ids=topic_ids,
        crosswalk=[
            CrosswalkCell(topic, theme, 30 * hit, float(hit))
            for topic in range(4)
            for theme, hit in (("fraud", topic == 0), ("water", 0))
        ],
        method="graph",
        positions=[(x, y) for x, y in lay_out(margins).tolist()],
        dates=dates,
        over_time=count_over_time(dates, topic_ids, labels, topics, taxonomy),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("page") / "report.html"
    found.write_text(render_report(_data()), encoding="utf-8")
    return found


@pytest.fixture(params=[(1200, 900, "light"), (420, 800, "dark")], ids=["wide and light", "phone and dark"])
def opened(request: pytest.FixtureRequest, browser, path: Path):
    width, height, scheme = request.param
    browser.open(path, width, height, scheme)
    yield browser
    assert browser.problems == []
    assert browser.requests == [path.as_uri()]


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


def test_hovering_shows_the_text_and_where_it_stood(opened):
    opened.hover(*_place(opened, 8))
    opened.wait("!document.getElementById('card').hidden")
    card = opened.run("document.getElementById('card').textContent")
    assert card.startswith(_text(opened.run("report.state.focus")))
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
        (".heat-map button", "主题“反诈”，话题“骗子话题”：30 段（共 120 段）"),
        ("#legend button:nth-child(2)", "话题“渔船话题”：30 段（共 120 段）"),
    ],
    ids=["theme", "topic", "cell", "legend"],
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


def test_the_trend_shows_themes_then_topics(browser, path: Path):
    browser.open(path)
    labels = "[...document.querySelectorAll('#trend .u-label')].map((one) => one.textContent)"
    assert browser.run(labels) == ["时间", "反诈"]
    browser.run("document.querySelector('[name=trend-kind][value=topic]').click()")
    assert browser.run(labels) == ["时间", *(f"{word}话题" for word in _WORDS)]
    assert browser.problems == []


def test_a_page_without_topics_and_dates_works(browser, path: Path):
    data = _data()
    bare = path.with_name("bare.html")
    page = render_report(
        ReportData(data.title, data.documents, data.paragraphs, data.labels, data.dropped, data.taxonomy)
    )
    bare.write_text(page, encoding="utf-8")
    browser.open(bare)
    _search(browser, "小麦")
    browser.wait("document.getElementById('hits').textContent === '30 段'")
    assert browser.problems == []
