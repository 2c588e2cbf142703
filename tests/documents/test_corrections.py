import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.corrections import corrected, merged, moved, shipped_corrector
from topics.documents.paragraphs import explain, split_paragraphs
from topics.documents.reader import read_documents
from topics.shipped import CONFUSIONS_FILE, PARAGRAPHS
from topics.types import Correction, Document
from topics.words.lexicon import read_confusions

_LOOK_ALIKES = {}
for _pair in read_confusions(CONFUSIONS_FILE):
    _LOOK_ALIKES.setdefault(_pair.right, []).append(_pair.wrong)
_MADE_FAULTY = {"box", "fragment", "message"}
"""Kinds of text in the starter corpus that hold wrong characters on purpose."""


def _clean(kinds):
    files = [path for path in sorted(PARAGRAPHS.glob("*.jsonl")) if path.stem in kinds]
    return [json.loads(row)["text"] for path in files for row in path.read_text(encoding="utf-8").splitlines()]


_SENTENCES = _clean({"news"})[:200]


def _document(text):
    return Document("a.txt", Path("a.txt"), text, "utf-8")


def _words(text):
    (found,) = shipped_corrector().find([text])
    return [(row.wrong, row.right) for row in found]


@st.composite
def _misread_texts(draw):
    text = draw(st.sampled_from(_SENTENCES))
    for place in draw(st.lists(st.integers(0, len(text) - 1), max_size=6)):
        look_alikes = _LOOK_ALIKES.get(text[place])
        if look_alikes:
            text = text[:place] + draw(st.sampled_from(look_alikes)) + text[place + 1 :]
    return text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("要加快推进县域社会治理部系现代化。", [("部系", "体系")], id="体系"),
        pytest.param("全年的排查任务己经完成。", [("己经", "已经")], id="已经"),
        pytest.param("巿民对社会冶理更加满意。", [("巿民", "市民"), ("冶理", "治理")], id="two in a line"),
        pytest.param("夜里巡逻的社区民瞥挨户提醒。", [("社区民瞥", "社区民警")], id="a word of four"),
    ],
)
def test_an_impossible_word_becomes_a_common_one(text, words):
    assert _words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("干部系统和外交部系统都开展了培训。", id="words that hold the same characters"),
        pytest.param("民警沈砚在路口执勤，王未来到现场。", id="given names"),
        pytest.param("局长沈冶理说，村民沈巿民来过。", id="given names that are misread words elsewhere"),
        pytest.param("记者李未报道，季先生感谢民警。", id="surnames"),
        pytest.param("他自己动手，日子一天天好起来。", id="look-alikes that are right"),
        pytest.param("", id="nothing"),
        pytest.param("末", id="one character"),
        pytest.param("\ud800己\U0001f600", id="beyond the plane"),
    ],
)
def test_what_may_be_right_stays(text):
    assert _words(text) == []


@given(_misread_texts() | st.text(max_size=40) | st.text(st.sampled_from("".join(_LOOK_ALIKES)), max_size=40))
def test_a_corrected_text_is_as_long_and_has_nothing_left_to_correct(text):
    (corrections,) = shipped_corrector().find([text])
    better = corrected(text, corrections)
    assert len(better) == len(text)
    assert shipped_corrector().find([better]) == [()]
    spans = [(row.start, row.end) for row in corrections]
    assert spans == sorted(spans)
    for row in corrections:
        assert text[row.start : row.end] == row.wrong != row.right == better[row.start : row.end]


@given(st.lists(_misread_texts() | st.text(st.sampled_from("".join(_LOOK_ALIKES)), max_size=20), max_size=5))
def test_texts_are_corrected_together_as_they_are_alone(texts):
    corrector = shipped_corrector()
    assert corrector.find(texts) == [rows for text in texts for rows in corrector.find([text])]


def test_clean_text_stays_as_it_is():
    kinds = {path.stem for path in PARAGRAPHS.glob("*.jsonl")} - _MADE_FAULTY
    assert [words for text in _clean(kinds) for words in _words(text)] == []


@given(st.lists(_misread_texts(), min_size=1, max_size=4))
def test_reading_what_was_read_changes_nothing(texts):
    paragraphs, _ = split_paragraphs(_document("\n\n".join(texts)))
    again, _ = split_paragraphs(_document("\n\n".join(paragraph.text for paragraph in paragraphs)))
    assert [row for paragraph in again for row in paragraph.corrections] == []


def test_a_paragraph_says_which_words_were_misread():
    (paragraph,), _ = split_paragraphs(_document("健全治安防控**休系**，建成社会冶理中心。"))
    assert paragraph.text == "健全治安防控体系，建成社会治理中心。"
    assert paragraph.corrections == (Correction(6, 8, "休系", "体系"), Correction(13, 15, "冶理", "治理"))


_HALVES = ("全市公安机关持续推进专项行动，深入排查化解矛盾纠纷，进一步完善社会治安防控休", "系，守护好群众的钱袋子。")


def test_a_misread_word_is_found_where_halves_of_a_paragraph_meet():
    document = _document("\n\n".join([_HALVES[0], "# 平安校园", _HALVES[1]]))
    paragraphs, _ = split_paragraphs(document)
    assert paragraphs[0].text == "".join(_HALVES).replace("休系", "体系")
    assert paragraphs[0].corrections == (Correction(37, 39, "休系", "体系"),)
    found = [(row.lines, row.detail) for row in explain(document) if row.kind == "correction"]
    assert found == [((1, 5), "休系 -> 体系")]


def test_a_misread_word_is_found_where_wrapped_lines_meet():
    text = "".join(_HALVES) * 4
    wrapped = "\n".join(text[start : start + 19] for start in range(0, len(text), 19))
    (paragraph,), _ = split_paragraphs(_document(wrapped))
    assert [(row.start, row.right) for row in paragraph.corrections] == [
        (start + 37, "体系") for start in range(0, len(text), len(text) // 4)
    ]


def test_copies_that_differ_by_a_misread_character_are_one():
    paragraphs, dropped = split_paragraphs(_document("全县己经建成中心。\n\n全县已经建成中心。"))
    assert [paragraph.text for paragraph in paragraphs] == ["全县已经建成中心。"]
    assert dropped[0].kept_id == paragraphs[0].id


def test_each_correction_is_explained():
    found = [decision for decision in explain(_document("# 总则\n全县己经建成中心。")) if decision.kind == "correction"]
    assert [(row.lines, row.text, row.detail) for row in found] == [((2, 2), "全县已经建成中心。", "己经 -> 已经")]


def test_a_line_has_the_role_of_its_corrected_text():
    paragraphs, _ = split_paragraphs(_document("本报通讯贝 沈砚\n\n全县己经建成中心。"))
    assert [(paragraph.text, paragraph.role) for paragraph in paragraphs] == [
        ("本报通讯员 沈砚", "byline"),
        ("全县已经建成中心。", "body"),
    ]


def test_corrections_move_and_merge_with_later_ones():
    first = Correction(0, 2, "己经", "已经")
    assert moved([first], 3) == (Correction(3, 5, "己经", "已经"),)
    assert merged("已经冶理", [first], [Correction(2, 4, "冶理", "治理")]) == (first, Correction(2, 4, "冶理", "治理"))
    assert merged("已经理", [first], [Correction(1, 3, "经理", "经历")]) == (Correction(0, 3, "己经理", "已经历"),)


def test_the_sample_documents_have_their_misread_words_put_right(pytestconfig):
    reading = read_documents(pytestconfig.rootpath / "seeds" / "documents")
    rights = {row.right for paragraph in reading for row in paragraph.corrections}
    assert rights >= {"市场", "社区民警"}


def test_real_documents_are_hardly_changed(real_documents):
    reading = read_documents(real_documents)
    n_corrections = sum(len(paragraph.corrections) for paragraph in reading)
    assert n_corrections <= sum(map(len, reading.texts)) / 1000
