"""The page of an evaluation; the golden page is tests/report/evaluation.html."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from topics.report.evaluation import Subject, render_evaluation
from topics.report.plot import plot_reliability
from topics.settings import EvaluateSettings
from topics.themes.assessment import assess
from topics.themes.reliability import Reliability, ReliabilityBin
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import Label, LabelledText

_GOLDEN = Path(__file__).parent / "evaluation.html"
_SUBJECT = Subject("模型评估：示例", Taxonomy((Theme("fraud", "反诈"), Theme("order", "秩序"))))


@pytest.fixture(scope="module")
def page(assessment) -> str:
    return render_evaluation(assessment, _SUBJECT)


def test_the_page_is_the_golden_page(page: str):
    assert page == _GOLDEN.read_text(encoding="utf-8")


def test_tags_are_closed_in_order_and_links_lead_somewhere(page: str, read_page):
    tags = read_page(re.sub(r"<(path|polyline|circle) ([^<>]*)/>", r"<\1 \2></\1>", page))
    assert (tags.open, tags.wrong) == ([], [])
    assert set(tags.targets) <= set(tags.ids)


def test_the_page_needs_no_network(page: str):
    assert not re.search(r"(src|href)=[\"'](?!#)|url\(|@import|https?://", page)


def test_mistakes_show_truth_and_what_was_given(page: str):
    assert page.count("<article>") == 2
    assert "第6条：&lt;b&gt;民警&lt;/b&gt;上门" in page
    assert "误判为 反诈，概率 66.0%" in page
    assert "漏掉 秩序，概率 8.0%" in page
    assert "第 4 条 · 真实：秩序 · 给出：（无主题）" in page


def test_without_another_model_there_is_no_comparison(assessment):
    page = render_evaluation(replace(assessment, comparison=None), _SUBJECT)
    assert "McNemar" not in page
    assert 'href="#comparison"' not in page


def test_figures_on_training_data_carry_a_warning(assessment, page: str):
    warned = render_evaluation(assessment, replace(_SUBJECT, is_training_data=True))
    assert "模型训练时用过" in warned
    assert "模型训练时用过" not in page


def test_themes_that_never_occur_are_left_out_of_the_confusion():
    labels = [Label("fraud", ("fraud",), {"fraud": 0.9, "order": 0.1})]
    settings = EvaluateSettings(n_resamples=100)
    found = assess(labels, [LabelledText("甲", ("fraud",))], ("fraud", "order"), settings, single=True)
    page = render_evaluation(found, _SUBJECT)
    assert page.count("<th><span>反诈</span></th>") == 1
    assert "<th><span>秩序</span></th>" not in page
    assert "</b>正确率<small>100.0%–100.0%</small>" in page
    assert "误报" not in page
    assert "最严重的错误</h2>\n<p>没有。</p>" in page


def test_points_stand_where_probability_and_truth_meet():
    bins = (ReliabilityBin(0.0, 0.1, 400, 0.0, 0.25), ReliabilityBin(0.9, 1.0, 100, 1.0, 1.0))
    plot = plot_reliability(Reliability(500, 0.2, bins))
    assert [(point.x, point.y, point.radius) for point in plot.points] == [(44.0, 208.0, 10.0), (300.0, 16.0, 6.5)]
    assert plot.line == "44.0,208.0 300.0,16.0"
    assert [(tick.label, tick.x, tick.y) for tick in plot.ticks][2] == ("50%", 172.0, 144.0)


def test_a_plot_of_nothing_has_axes_alone():
    plot = plot_reliability(Reliability(0, None, ()))
    assert (plot.points, plot.line, len(plot.ticks)) == ((), "", 5)
