from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.characters import normalise
from topics.documents.lines import read_lines
from topics.documents.paragraphs import explain, split_paragraphs
from topics.documents.repeats import content_key
from topics.documents.roles import without_marks
from topics.types import Document, Dropped, Paragraph

_SENTENCE = "民警上门劝阻，老人的积蓄保住了。"


def _split(text):
    return split_paragraphs(Document("a.txt", Path("a.txt"), text, "utf-8"))


_COPIES = (_SENTENCE, f"# {_SENTENCE}", "民警上门 勸阻,老人的积蓄保住了")
_LINES = st.sampled_from(["", " \u3000", "\u200b", "——", "* * *", "记者：", "調解員進村。", *_COPIES])


@given(st.lists(_LINES | st.text(st.characters(categories=["L", "N", "P"]), max_size=20), max_size=12))
def test_every_character_is_kept_or_dropped_once(lines):
    text = "\n".join(lines)
    paragraphs, dropped = _split(text)
    spans = sorted(span for entry in [*paragraphs, *dropped] for span in entry.spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    there = {place for start, end in spans for place in range(start, end)}
    assert all(place in there or not normalise(character) for place, character in enumerate(text))
    assert [paragraph.index for paragraph in paragraphs] == list(range(len(paragraphs)))
    assert [paragraph.spans[0] for paragraph in paragraphs] == sorted(paragraph.spans[0] for paragraph in paragraphs)
    kept = {paragraph.id for paragraph in paragraphs}
    assert len(kept) == len(paragraphs)
    for entry in dropped:
        assert (entry.kept_id in kept) if entry.reason == "duplicate" else content_key(entry.text) == ""


@given(st.lists(_LINES, max_size=12))
def test_a_paragraph_says_what_its_spans_say(lines):
    text = "\n".join(lines)
    for paragraph in _split(text)[0]:
        parts = [without_marks(normalise(text[start:end])) for start, end in paragraph.spans]
        cuts = pairwise((0, *paragraph.seams, len(paragraph.text)))
        assert [paragraph.text[start:end] for start, end in cuts] == parts


def test_words_that_a_line_break_parted_keep_a_space_before_the_seam():
    text = "平台名为 Safe\nCity，\n接入各县。"
    first, second, third = read_lines(Document("a.txt", Path("a.txt"), text, "utf-8"))
    whole = first + second + third
    assert (whole.text, whole.seams) == ("平台名为 Safe City，接入各县。", (10, 15))
    assert first + (second + third) == whole


def test_a_line_becomes_a_clean_paragraph():
    assert _split("\n## 調 解 進(jìn)社區\n") == (
        [Paragraph("a.txt#0", "a.txt", 0, "调解进社区", "heading", (2, 2), ((1, 16),), article=1)],
        [],
    )


def test_a_line_without_letters_is_furniture():
    assert _split(" ■　■ ") == ([], [Dropped("a.txt", (1, 1), "■ ■", "furniture", None, ((1, 4),))])


def test_halves_that_a_page_break_cut_are_joined_and_say_where_they_stood():
    halves = ("全市公安机关持续推进专项行动，严厉打击电信网", "络诈骗犯罪，守护群众钱袋子。")
    text = "\n\n".join([halves[0], "# 平安校园", halves[1], "另一段话说的是天气。"])
    paragraphs, _ = _split(text)
    assert paragraphs[0].text == "".join(halves)
    assert paragraphs[0].lines == (1, 5)
    assert tuple(text[start:end] for start, end in paragraphs[0].spans) == halves
    assert [paragraph.text for paragraph in paragraphs[1:]] == ["平安校园", "另一段话说的是天气。"]


@pytest.mark.parametrize("mark", ["上接第一版 ", "(上接1版)", "（上接第二版）"])
def test_a_jump_mark_before_text_stands_alone(mark):
    text = f"{mark}民警上门劝阻，老人的积蓄保住了。"
    paragraphs, _ = _split(text)
    assert [paragraph.role for paragraph in paragraphs] == ["jump", "body"]
    assert paragraphs[1].text == _SENTENCE
    assert text[slice(*paragraphs[1].spans[0])] == _SENTENCE


def test_list_items_start_anew_even_after_an_open_end():
    paragraphs, _ = _split("各地要抓好三项工作\n\n一是排查矛盾纠纷。\n\n二是整治安全隐患。")
    assert len(paragraphs) == 3


def test_text_wrapped_at_a_fixed_width_runs_on():
    body = "社区民警走进小区，向居民讲解如何识别冒充客服的电话，提醒大家不要轻信陌生来电，遇到转账要求先核实。" * 3
    wrapped = "\n".join(body[start : start + 20] for start in range(0, len(body), 20))
    paragraphs, _ = _split(wrapped)
    assert [(paragraph.text, paragraph.role) for paragraph in paragraphs] == [(body, "body")]


def test_lines_put_together_have_the_role_of_the_whole():
    title = "全市公安机关推进夏季治安打击整治行动综述"
    lines = ["社区民警走进小区讲解如何识别冒充客服的来", "电并提醒大家不要轻信。", title, "之一"]
    filler = "民警走进各个小区讲解骗术提醒居民不要转账，"
    paragraphs, _ = _split("\n".join([*lines, "", *[filler] * 4, "遇事先核实。"]))
    assert [(paragraph.text, paragraph.role) for paragraph in paragraphs[:2]] == [
        (lines[0] + lines[1], "body"),
        (f"{title}之一", "heading"),
    ]


def test_a_heading_that_only_lacks_its_full_stop_is_none():
    paragraphs, _ = _split("民警上门劝阻\n。\n另一段话说的是天气。")
    assert [(paragraph.text, paragraph.role) for paragraph in paragraphs] == [
        ("民警上门劝阻。", "body"),
        ("另一段话说的是天气。", "body"),
    ]


@given(
    st.lists(_LINES | st.sampled_from(["# 平安校园", "上接第一版 民警连夜走访，", "严厉打击电信网"]), max_size=12),
    st.data(),
)
def test_furniture_changes_nothing_but_where_lines_stand(lines, data):
    is_furniture = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    numbers = [number for number, outside in enumerate(is_furniture, start=1) if not outside]
    text = "\n".join(lines)
    furniture = frozenset(range(1, len(lines) + 1)) - set(numbers)
    whole = Document("a.txt", Path("a.txt"), text, "utf-8", furniture=furniture)
    paragraphs, dropped = split_paragraphs(whole)
    alone, left_out = _split("\n".join(lines[number - 1] for number in numbers))

    def placed(entry):
        return {**asdict(entry), "spans": None, "lines": tuple(numbers[line - 1] for line in entry.lines)}

    outside = [entry for entry in dropped if entry.lines[0] in furniture]
    inside = [entry for entry in dropped if entry.lines[0] not in furniture]
    unplaced = [{**asdict(entry), "spans": None} for entry in (*paragraphs, *inside)]
    assert unplaced == [placed(entry) for entry in (*alone, *left_out)]
    assert [text[start:end] for entry in outside for start, end in entry.spans] == [
        line.strip() for number, line in enumerate(lines, start=1) if number in furniture and line.strip()
    ]
    assert {(entry.reason, entry.kept_id) for entry in outside} <= {("furniture", None)}


def test_each_kind_of_furniture_is_explained():
    text = "首页 新闻\n★ ★\n民警上门劝阻。\n■"
    document = Document("a.html", Path("a.html"), text, "utf-8", furniture=frozenset({1, 2}))
    assert [(decision.lines, decision.kind, decision.detail) for decision in explain(document)] == [
        ((1, 1), "furniture", "outside the main text"),
        ((2, 2), "furniture", "no letter or digit"),
        ((3, 3), "role", "body"),
        ((4, 4), "furniture", "no letter or digit"),
    ]


def test_a_box_that_repeats_the_body_is_dropped():
    body = "今年以来，全市共抓获涉诈违法犯罪嫌疑人二千九百名，捣毁窝点七十九个，追赃一亿余元。"
    paragraphs, dropped = _split(f"{body}\n\n■ 共抓获涉诈违法犯罪嫌疑人二千九百名，捣毁窝点七十九个")
    assert [paragraph.text for paragraph in paragraphs] == [body]
    assert dropped[0].kept_id == paragraphs[0].id


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(_SENTENCE, id="same"),
        pytest.param("民警上门劝阻,老人的积蓄保住了", id="other punctuation"),
        pytest.param("民警上門勸阻，老人的積蓄保住了。", id="traditional"),
        pytest.param(f"## {_SENTENCE}", id="as a heading"),
    ],
)
def test_a_repeated_line_is_a_duplicate_of_the_first(copy):
    paragraphs, dropped = _split(f"{_SENTENCE}\n另一段话。\n{copy}\n{copy}")
    assert [paragraph.text for paragraph in paragraphs] == [_SENTENCE, "另一段话。"]
    assert [(entry.lines, entry.reason, entry.kept_id) for entry in dropped] == [
        ((3, 3), "duplicate", "a.txt#0"),
        ((4, 4), "duplicate", "a.txt#0"),
    ]


def test_short_lines_may_stand_twice():
    paragraphs, dropped = _split("1月6日\n记者：\n1月6日\n记者：")
    assert (len(paragraphs), dropped) == (4, [])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("甲乡\n\n乙乡", id="Unix"),
        pytest.param("甲乡\r\n\r\n乙乡", id="Windows"),
        pytest.param("甲乡\r\r乙乡", id="old Macintosh"),
        pytest.param("甲乡\n\n\f乙乡", id="page break"),
    ],
)
def test_lines_are_numbered_as_an_editor_does(text):
    paragraphs, _ = _split(text)
    assert [(paragraph.text, paragraph.lines) for paragraph in paragraphs] == [("甲乡", (1, 1)), ("乙乡", (3, 3))]
