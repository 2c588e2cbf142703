import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from topics.discovery.candidates import CandidateTheme
from topics.discovery.hierarchy import Hierarchy, TopicNode
from topics.discovery.over_time import PeriodCount
from topics.discovery.quality import TopicFigures, TopicQuality
from topics.report import assets, points
from topics.report.example import search_example
from topics.report.page import ReportData, render_report
from topics.themes.taxonomy import Taxonomy, Theme, read_taxonomy
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
        positions=[(0.0, 1.0), (0.5, 0.25), None],
        dates=("2023-01-19", "2023-03-20", None),
        over_time=_over_time(),
        quality=TopicQuality(3, 1, 0.0, -0.1, None, 1.0, 0.5, 10, small=True, topics=(TopicFigures(0, -0.1, None, 4),)),
    )


def _over_time() -> list[PeriodCount]:
    counts = {("topic", "0"): (1, 0, 1), ("theme", "fraud"): (1, 0, 0), ("theme", "order"): (1, 0, 1)}
    return [
        PeriodCount(f"2023-0{period + 1}", kind, subject, subject, of[period], float(of[period]), int(period != 1))
        for period in range(3)
        for (kind, subject), of in counts.items()
    ]


def _cells(n_topics: int) -> list[CrosswalkCell]:
    return [CrosswalkCell(topic, theme, 1, 0.5) for topic in range(n_topics) for theme in ("fraud", "order", "water")]


def _without_code(page: str) -> str:
    """The page without the styles and scripts that are files of their own; its data stays."""
    return re.sub(r"<(script|style)>.*?</\1>", r"<\1></\1>", page, flags=re.DOTALL)


def _columns(page: str) -> dict[str, Any]:
    return json.loads(_embedded(page, "data"))


def _embedded(page: str, name: str) -> str:
    return re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)[1]


@pytest.fixture(scope="module")
def page() -> str:
    return render_report(_data())


def test_the_page_is_the_golden_page(page: str):
    assert _without_code(page) == _GOLDEN.read_text(encoding="utf-8")


def test_tags_are_closed_in_order(page: str, read_page):
    tags = read_page(page)
    assert (tags.open, tags.wrong) == ([], [])


def test_the_page_needs_no_network(page: str):
    assert not re.search(r"(src|href)=[\"'](?!#)|url\(|@import|https?://|fetch\(|XMLHttpRequest|WebSocket", page)


def test_no_text_can_end_the_element_that_it_stands_in(page: str):
    data = _data()
    hostile = "</script><script>alert(1)</script><!--<script>"
    paragraphs = [replace(paragraph, text=hostile, document=hostile) for paragraph in data.paragraphs]
    themes = Taxonomy((Theme("fraud", hostile), Theme("order", hostile), Theme("water", hostile)))
    topics = [replace(data.topics[0], name=hostile, keywords=(hostile,))]
    bad = render_report(replace(data, title=hostile, paragraphs=paragraphs, taxonomy=themes, topics=topics))
    assert "alert(1)</script>" not in bad
    assert bad.count("<script") == page.count("<script")
    assert json.loads(_embedded(bad, "texts")) == [hostile] * 3


def test_columns_say_what_is_known_of_each_paragraph(page: str):
    columns = _columns(page)
    assert (columns["x"], columns["y"]) == ([0, 2048, -1], [4095, 1024, -1])
    assert columns["topic"] == [0, 0, -1]
    assert columns["labels"] == [[0, 91, 1, 50], [1, 80], []]
    assert columns["evidence"] == [[0, 0, 2], [], []]
    assert columns["lines"] == [1, 1, 2, 2, 3, 3]
    assert [columns["dates"][number] if number >= 0 else None for number in columns["date"]] == list(_data().dates)
    assert columns["reasons"][columns["reason"][2]] == "文字太短"
    assert json.loads(_embedded(page, "texts")) == [paragraph.text for paragraph in _data().paragraphs]


def test_every_theme_keeps_its_row_even_without_paragraphs(page: str):
    assert page.count("反诈") >= 2
    assert "水 <span" in page


def test_stability_and_sparklines_stand_beside_topics(page: str):
    assert '4/10 <span class="soft">不稳</span>' in page
    assert 'points="0.0,1.0 48.0,19.0 96.0,1.0"' in page


def test_coherence_stands_beside_each_topic_and_stability(page: str):
    assert '<span class="soft">不稳</span></td><td class="n">-0.10</td>' in page
    unmeasured = replace(_data().quality, topics=(TopicFigures(0, None, None, 4),))
    assert '不稳</span></td><td class="n">—</td>' in render_report(replace(_data(), quality=unmeasured))


@pytest.mark.parametrize(("small", "n"), [(True, 299), (False, 300)])
def test_the_page_calls_topics_hints_where_their_quality_does(small: bool, n: int):
    data = _data()
    page = render_report(replace(data, quality=replace(data.quality, small=small, n_texts=n)))
    assert ("参与聚类的不重复文字只有 299 段，不到 300 段：话题和数字只供参考。" in page) is small
    assert ("只供参考" in page) is small


def test_paragraphs_that_took_no_part_are_counted_where_map_and_topics_stand():
    data = _data()
    heading = replace(data.paragraphs[2], role="heading")
    page = render_report(replace(data, paragraphs=[*data.paragraphs[:2], heading]))
    assert "图上有 2 段；另有 1 段（标题 1）不参与聚类，没有话题" in page
    assert "1 段（标题 1）不参与聚类，不计入话题" in page
    everyone = replace(data, topic_ids=[0, 0, 0], positions=[(0.0, 1.0)] * 3)
    assert "不参与聚类" not in _without_code(render_report(everyone))


def _row(page: str, name: str) -> list[str]:
    """The numbers of a row of the crosswalk."""
    row = re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', page)[1]
    return [re.sub("<.*?>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]


def test_the_crosswalk_leaves_no_paragraph_out(page: str):
    assert _row(page, "骗子、交警") == ["1", "2", "", "", "2"]
    assert _row(page, "不参与聚类") == ["", "", "", "1", "1"]
    assert _row(page, "全部段落") == ["1", "2", "", "1", "3"]


def test_the_search_suggests_words_that_the_page_holds(page: str):
    assert 'placeholder="搜索段落，如：骗子"' in page
    assert 'placeholder="搜索段落"' in render_report(replace(_data(), topics=[], crosswalk=[]))
    found = [Topic(0, 1, ("麦", "田")), Topic(1, 5, ("船", "网", "港")), Topic(-1, 9, ("山", "海"))]
    assert search_example(found, ["船与港", "麦田", "山海"]) == "船 港"
    assert search_example(found, ["港"]) == "港"
    assert search_example(found, ["山海"]) == ""


def test_dropped_text_that_shows_nothing_is_said_to_be_so():
    for text, shown in (("\ue004 \u200b", True), ("?", False)):
        page = _without_code(render_report(replace(_data(), dropped=[Dropped("甲.txt", (4, 4), text, "furniture")])))
        assert ("只有看不见的符号" in page) is shown


def test_the_tree_names_topics_and_what_they_share():
    topics = [Topic(number, 2, (word,), name=f"<{word}>") for number, word in enumerate(("海", "麦", "船"))]
    nodes = (TopicNode((0, 2), 0.3, (0, 2), ("港",), "<港>"), TopicNode((1, 3), 1.0, (0, 1, 2), ("天",), "天"))
    data = replace(_data(), topics=topics, topic_ids=[0, 1, 2], crosswalk=_cells(3), quality=None)
    page = _without_code(render_report(replace(data, hierarchy=Hierarchy((0, 1, 2), nodes))))
    assert page.count("<text ") == 3
    assert "&lt;船&gt;</text>" in page
    assert "<title>&lt;港&gt;</title>" in page
    assert "话题的远近" not in _without_code(render_report(data))


def test_a_candidate_theme_can_be_copied_into_a_themes_file(page: str, tmp_path: Path):
    candidate = CandidateTheme(0, "topic_0", "<路口>", ("疏导", "车流", "交警"), 2)
    found = _without_code(render_report(replace(_data(), candidates=[candidate])))
    snippet = re.search(r'<pre id="candidate-0">(.*?)</pre>', found, re.DOTALL)[1]
    file = tmp_path / "themes.toml"
    file.write_text(unescape(snippet), encoding="utf-8")
    (theme,) = read_taxonomy(file)
    assert (theme.name, theme.seed_words) == ("<路口>", ("疏导", "车流", "交警"))
    assert 'data-copy="candidate-0"' in found
    assert "候选主题" not in page


def test_dropped_text_is_shown_with_reasons(page: str):
    assert '<td class="short">重复</td>' in page
    assert "4–5" in page


def test_of_much_dropped_text_a_part_is_listed_and_the_page_says_so(read_page):
    data = replace(_data(), dropped=[Dropped("乙.html", (n, n), f"菜单{n}", "furniture") for n in range(1, 203)])
    page = render_report(data)
    assert "<b>202</b>未采用" in page
    assert "菜单200<" in page
    assert "菜单201<" not in page
    assert "只列出前 200 条，另有 2 条没有列出" in page
    assert (read_page(page).open, read_page(page).wrong) == ([], [])


def test_a_page_without_topics_says_so_and_has_no_map():
    data = _data()
    bare = ReportData(data.title, data.documents, data.paragraphs, data.labels, data.dropped, data.taxonomy)
    page = _without_code(render_report(bare))
    assert "没有做话题发现" in page
    assert "<canvas" not in page


def test_a_page_without_dates_carries_no_plotting_library(page: str):
    undated = render_report(replace(_data(), dates=(), over_time=()))
    assert "uPlot" in page
    assert "uPlot" not in undated
    assert 'id="trend"' not in undated


def test_long_texts_are_cut_alike_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(points.shown_texts, "__defaults__", (13,))
    page = render_report(_data())
    assert "每段只列出前 6 字" in page
    assert json.loads(_embedded(page, "texts")) == ["骗子冒充客服……", "路口交警疏导……", "短"]


def test_the_library_is_the_published_one_and_its_notice_goes_with_it(page: str):
    library = files(assets).joinpath("uPlot.iife.min.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() == "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f"
    assert "uPlot 1.6.32, MIT License, Copyright (c) 2022 Leon Sorokin" in page
    assert "Leon Sorokin" in files(assets).joinpath("uPlot.LICENSE").read_text(encoding="utf-8")
