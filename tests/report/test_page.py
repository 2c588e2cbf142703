import re
from dataclasses import replace
from pathlib import Path

import pytest

from topics.report.page import ReportData, render_report
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import CrosswalkCell, Dropped, Evidence, Label, Paragraph, Topic

_GOLDEN = Path(__file__).parent / "report.html"


def _data() -> ReportData:
    texts = ["骗子冒充客服，<b>老人</b>险些转账。", "路口交警疏导车流。", "短"]
    return ReportData(
        title="示例",
        documents=("甲.txt",),
        paragraphs=[
            Paragraph(f"甲.txt#{n}", "甲.txt", n, text, "body", (n + 1, n + 1)) for n, text in enumerate(texts)
        ],
        labels=[
            Label(
                "fraud",
                ("fraud", "order"),
                {"fraud": 0.91, "order": 0.5},
                None,
                (Evidence("fraud", 0, 2, "骗子", 1.0),),
            ),
            Label("order", ("order",), {"fraud": 0.1, "order": 0.8}),
            Label(None, (), {"fraud": 0.0, "order": 0.0}, "too_short"),
        ],
        dropped=[Dropped("甲.txt", (4, 5), "重复的话", "duplicate", "甲.txt#0")],
        taxonomy=Taxonomy((Theme("fraud", "反诈"), Theme("order", "秩序"), Theme("water", "水"))),
        topics=[Topic(0, 2, ("骗子", "交警"), ("fraud",))],
        topic_ids=[0, 0, None],
        crosswalk=[
            CrosswalkCell(0, "fraud", 1, 0.5),
            CrosswalkCell(0, "order", 2, 1.0),
            CrosswalkCell(0, "water", 0, 0.0),
        ],
        method="nmf",
    )


@pytest.fixture(scope="module")
def page() -> str:
    return render_report(_data())


def test_the_page_is_the_golden_page(page: str):
    assert page == _GOLDEN.read_text(encoding="utf-8")


def test_tags_are_closed_in_order(page: str, read_page):
    tags = read_page(page)
    assert (tags.open, tags.wrong) == ([], [])


def test_the_page_needs_no_network(page: str):
    assert not re.search(r"(src|href)=[\"'](?!#)|url\(|@import|https?://", page)


def test_text_is_escaped_and_evidence_marked(page: str):
    assert "<mark>骗子</mark>冒充客服，&lt;b&gt;老人&lt;/b&gt;险些转账。" in page


def test_every_theme_keeps_its_row_even_without_paragraphs(page: str):
    assert page.count("反诈") >= 2
    assert "水 <span" in page


def test_dropped_text_and_abstentions_are_shown_with_reasons(page: str):
    assert '<td class="short">重复</td>' in page
    assert "4–5" in page
    assert "文字太短" in page


def test_of_much_dropped_text_a_part_is_listed_and_the_page_says_so(read_page):
    data = replace(_data(), dropped=[Dropped("乙.html", (n, n), f"菜单{n}", "furniture") for n in range(1, 203)])
    page = render_report(data)
    assert "<b>202</b>未采用" in page
    assert "菜单200<" in page
    assert "菜单201<" not in page
    assert "只列出前 200 条，另有 2 条没有列出" in page
    assert (read_page(page).open, read_page(page).wrong) == ([], [])


def test_a_page_without_topics_says_so():
    data = _data()
    bare = ReportData(data.title, data.documents, data.paragraphs, data.labels, data.dropped, data.taxonomy)
    assert "没有做话题发现" in render_report(bare)
