import re

import pytest

import topics
from topics.discovery.quality import TopicQuality
from topics.errors import InputError
from topics.report.notebook import View
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import Evidence, Label, Paragraph, Reading, Topic

_TAXONOMY = Taxonomy((Theme("fraud", "反诈"), Theme("order", "治安")))
_EVIL = '<script>alert("坏")</script>'
_TEXT = "民警上门劝阻老人转账。"
_LABEL = Label(
    "fraud",
    ("fraud",),
    {"fraud": 0.93, "order": 0.2},
    evidence=(Evidence("fraud", 4, 6, "劝阻", 1.0), Evidence("order", 5, 8, "阻老人", 0.5)),
)
_SILENT = Label(None, (), {"fraud": 0.004, "order": 0.02}, "no_theme_confident")


def _paragraph(text: str, number: int = 0) -> Paragraph:
    return Paragraph(f"a.txt#{number}", "a.txt", number, text, "body", (3, 5))


def _plain(view: View) -> str:
    shown = re.sub(r"<style>.*?</style>", "", view.html, flags=re.DOTALL)
    return "".join(re.sub(r"<[^>]*>", "", shown).split())


def test_a_paragraph_says_where_it_stood():
    assert _plain(topics.show(_paragraph(_TEXT))) == f"{_TEXT}a.txt第3–5行·正文"


def test_evidence_is_marked_and_overlaps_name_both_themes():
    html = topics.show(_paragraph(_TEXT), _LABEL, taxonomy=_TAXONOMY).html
    marks = re.findall(r'<mark title="(.*?)">(.*?)</mark>', html)
    assert marks == [("反诈", "劝"), ("反诈、治安", "阻"), ("治安", "老人")]
    assert _TEXT in _plain(topics.show(_TEXT, _LABEL))


def test_a_label_shows_its_scores_and_pales_those_not_given():
    html = topics.show(_LABEL, taxonomy=_TAXONOMY).html
    bars = re.findall(r'<td>(\S+)</td><td class="n">(\S+)</td>.*?class="bar( pale)?" style="width: ([\d.]+)%"', html)
    assert bars == [("反诈", "0.93", "", "93.0"), ("治安", "0.20", " pale", "20.0")]
    assert "<mark>劝阻</mark>" in html


def test_an_abstention_says_why():
    shown = _plain(topics.show(_SILENT, taxonomy=_TAXONOMY))
    assert "未定主题：没有主题达到界限" in shown
    assert "反诈" not in shown, "a score below one in a hundred is no news"


def test_a_reading_counts_and_shows_its_first_paragraphs():
    reading = Reading(tuple(_paragraph(f"第{n}段", n) for n in range(15)))
    shown = _plain(topics.show(reading, [_SILENT] * 15))
    assert "15段（正文15）" in shown
    assert "第11段" in shown
    assert "第12段" not in shown
    assert "只列出前12条，共15条" in shown
    assert _plain(topics.show(Reading(()))) == "0份文档·0段（无）·未采用0"


def test_topics_show_names_keywords_and_sizes():
    found = [Topic(0, 8, ("转账", "骗子"), ("fraud",), name="防骗"), Topic(-1, 2, (), name="")]
    shown = _plain(topics.show(found, taxonomy=_TAXONOMY))
    assert "0防骗转账骗子反诈8" in shown
    assert "-1离群段落—2" in shown
    assert "防骗" in _plain(topics.show(found[0]))


def test_a_topic_model_shows_its_topics_and_how_good_they_are():
    assert _plain(topics.show(topics.TopicModel())) == "尚未训练，没有话题。"
    texts = [f"{word}在{place}第{n}次出现" for n in range(4) for word in ("渔船", "骗子") for place in ("港口", "路口")]
    model = topics.TopicModel(method="nmf", n_topics=2).fit(texts)
    shown = _plain(topics.show(model))
    assert "16段文字·方法NMF" in shown
    assert all(topic.name in shown for topic in model.topics_ if topic.id >= 0)
    assert "不重复文字只有16段，不到300段" in shown


def test_the_quality_of_topics_is_told_in_the_language_of_the_tables():
    quality = TopicQuality(400, 2, 0.05, -0.1, 0.4, 0.9, 0.75, 10, small=False)
    shown = _plain(topics.show(quality))
    assert "重做10次，结果的一致程度为0.75" in shown
    assert "离群段落占5.0%" in shown
    assert "只供参考" not in shown
    assert not set(re.findall("[A-Za-z_]+", shown)) - {"NPMI", "C_V"}
    assert "NPMI" not in _plain(topics.show(TopicQuality(9, 1, 0.0, None, None, None, None, 0, small=True)))


@pytest.mark.parametrize(
    ("numbers", "bars"),
    [
        ({"反诈": 4, "治安": 1}, [("反诈", "4", "100.0"), ("治安", "1", "25.0")]),
        ({"反诈": 0.5, "治安": 0.25}, [("反诈", "0.5", "100.0"), ("治安", "0.25", "50.0")]),
        ({"反诈": 0}, [("反诈", "0", "0.0")]),
        ({"反诈": 12345}, [("反诈", "12,345", "100.0")]),
    ],
    ids=["counts", "shares", "nothing", "thousands"],
)
def test_numbers_become_bars(numbers, bars):
    html = topics.show(numbers, title="段落数").html
    found = re.findall(r'<td>(\S+)</td><td class="n">(\S+)</td>.*?width: ([\d.]+)%', html)
    assert found == bars
    assert "<b>段落数</b>" in html


def test_bars_name_themes_that_share_a_name_apart():
    twins = Taxonomy((Theme("a", "同名"), Theme("b", "同名")))
    assert topics.show({"a": 1, "b": 2}, taxonomy=twins).html.count("<td>同名</td>") == 2


@pytest.mark.parametrize(
    "value",
    [
        _EVIL,
        _paragraph(_EVIL),
        Paragraph("x", _EVIL, 0, "字", "body", (1, 1)),
        Label(_EVIL, (_EVIL,), {_EVIL: 0.9}, evidence=(Evidence(_EVIL, 0, 1, _EVIL, 1.0),)),
        Topic(0, 1, (_EVIL,), (_EVIL,), name=_EVIL),
        [Topic(0, 1, (_EVIL,), (_EVIL,), name=_EVIL)],
        Reading((_paragraph(_EVIL),)),
        {_EVIL: 1},
    ],
    ids=["text", "paragraph", "document", "label", "topic", "topics", "reading", "bars"],
)
def test_every_text_is_escaped(value):
    html = topics.show(value, title=_EVIL).html
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(") >= 2


def test_evidence_in_an_attribute_is_escaped():
    label = Label("x", ('" onmouseover="x',), {}, evidence=(Evidence('" onmouseover="x', 0, 2, "民警", 1.0),))
    html = topics.show(_TEXT, label).html
    assert '" onmouseover' not in html
    assert "&#34; onmouseover" in html


@pytest.mark.parametrize(
    ("value", "labels", "message"),
    [
        (3, None, "a int cannot be shown"),
        ([_TEXT], [], "0 labels for 1 values"),
        ([_TEXT, _TEXT], _LABEL, "1 labels for 2 values"),
        ({"a": -1}, None, "a bar cannot show -1"),
        ({"a": float("nan")}, None, "a bar cannot show nan"),
        ({"a": "many"}, None, "a bar cannot show 'many'"),
    ],
    ids=["number", "too_few", "one_for_two", "negative", "nan", "word"],
)
def test_what_cannot_be_shown_is_refused(value, labels, message):
    with pytest.raises(InputError, match=message):
        topics.show(value, labels)


def test_outside_a_notebook_a_view_is_the_plain_value():
    assert repr(topics.show(_LABEL)) == repr(_LABEL)
