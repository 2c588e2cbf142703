from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.characters import normalise
from topics.documents.duplicates import content_key
from topics.documents.paragraphs import split_paragraphs
from topics.types import Document, Dropped, Paragraph

_SENTENCE = "民警上门劝阻，老人的积蓄保住了。"


def _split(text):
    return split_paragraphs(Document("a.txt", Path("a.txt"), text, "utf-8"))


_COPIES = (_SENTENCE, f"# {_SENTENCE}", "民警上门 勸阻,老人的积蓄保住了")
_LINES = st.sampled_from(["", " \u3000", "\u200b", "——", "* * *", "记者：", "調解員進村。", *_COPIES])


@given(st.lists(_LINES | st.text(st.characters(categories=["L", "N", "P"]), max_size=20), max_size=12))
def test_every_line_is_kept_or_dropped_once(lines):
    paragraphs, dropped = _split("\n".join(lines))
    numbers = sorted(entry.lines for entry in [*paragraphs, *dropped])
    assert numbers == [(number, number) for number, line in enumerate(lines, start=1) if normalise(line)]
    assert [paragraph.index for paragraph in paragraphs] == list(range(len(paragraphs)))
    assert [paragraph.lines for paragraph in paragraphs] == sorted(paragraph.lines for paragraph in paragraphs)
    kept = {paragraph.id: paragraph for paragraph in paragraphs}
    assert len(kept) == len(paragraphs)
    for entry in dropped:
        if entry.reason == "duplicate":
            assert content_key(entry.text) == content_key(kept[entry.kept_id].text)
            assert kept[entry.kept_id].lines < entry.lines
        else:
            assert content_key(entry.text) == ""


def test_a_line_becomes_a_clean_paragraph():
    assert _split("\n## 調 解 進(jìn)社區\n") == (
        [Paragraph("a.txt#0", "a.txt", 0, "调解进社区", "heading", (2, 2))],
        [],
    )


def test_a_line_without_letters_is_furniture():
    assert _split(" ■　■ ") == ([], [Dropped("a.txt", (1, 1), "■　■", "furniture")])


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
