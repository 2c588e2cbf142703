import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topics.characters import fold, is_han, normalise

_NOTES = st.sampled_from(["(jìn)", "（lǜ）", "(de)", "（", ")"])
_PIECES = st.sampled_from("進后後，…２㈠ \u3000\u200b\uff8a\uff9e") | st.just("乾坤")
_TEXTS = st.lists(st.text(max_size=3) | _PIECES | _NOTES, max_size=12).map("".join)
_ANY_TEXTS = st.lists(_TEXTS | st.characters(categories=["Cs"]) | st.characters(min_codepoint=0x20000)).map("".join)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        pytest.param("２０２４年Ａ区", "2024年A区", id="full width"),
        pytest.param("问：办好了吗？（是）", "问：办好了吗？（是）", id="Chinese punctuation"),
        pytest.param("守平安……", "守平安……", id="ellipsis"),
        pytest.param("㈠走访ⅲ", "(一)走访iii", id="compatibility forms"),
        pytest.param("調解員進村入戶", "调解员进村入户", id="traditional"),
        pytest.param("乾坤與乾淨", "乾坤与干净", id="traditional by phrase"),
        pytest.param("進(jìn)一步綠（lǜ）化", "进一步绿化", id="pinyin"),
        pytest.param("進(ㄐㄧㄣˋ)一步綠（ㄌㄩˋ）化", "进一步绿化", id="zhuyin"),
        pytest.param("他们(men)的(de)事", "他们的事", id="pinyin without tone"),
        pytest.param("政务APP(app)与中心(center)", "政务APP(app)与中心(center)", id="Latin in brackets"),
        pytest.param("\ufeff反\u200b诈\u00ad", "反诈", id="invisible characters"),
        pytest.param("综 治 中 心 ， 揭 牌", "综治中心，揭牌", id="spaced-out Han"),
        pytest.param("锤炼过硬队伍 守护一方平安", "锤炼过硬队伍 守护一方平安", id="space in a title"),
        pytest.param("  接入 110\u3000\t报警 平台 ", "接入 110 报警平台", id="space beside Latin"),
        pytest.param("", "", id="nothing"),
        pytest.param(" \u3000\u200b", "", id="blank"),
    ],
)
def test_normalise(raw, clean):
    assert normalise(raw) == clean


@given(_TEXTS)
@example("進 （jìn） 一步")
@example("進(jìn)(jìn)一步")
@example("\uff8a\uff9e")  # a half-width kana and its half-width voicing mark
@example("ㄱㅏ")
def test_normalise_twice_is_normalise_once(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("ＡＢ９：进", "ab9:进", id="full width"),
        pytest.param("APP", "app", id="capitals"),
        pytest.param("調解　員", "调解 员", id="traditional"),
        pytest.param("反\ud800诈", "反\ufffd诈", id="lone surrogate"),
        pytest.param("“①ﬁİΣ”", "“①ﬁİΣ”", id="no other changes"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(_ANY_TEXTS)
def test_fold_goes_character_by_character(text):
    folded = fold(text)
    assert [len(fold(character)) for character in text] == [1] * len(text)
    assert folded == "".join(fold(character) for character in text)
    assert fold(folded) == folded
    assert folded.encode().decode() == folded


def test_real_lines_keep_the_laws(real_documents):
    lines = [line for path in real_documents.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines
    for line in lines:
        assert normalise(normalise(line)) == normalise(line)
        assert len(fold(line)) == len(line)


@pytest.mark.parametrize("character", ["一", "警", "\u3400", "\u9fff", "\ufa0e"])
def test_han(character):
    assert is_han(character)


@pytest.mark.parametrize("character", ["a", "１", "，", "〇", "の", "\U00020000"])
def test_not_han(character):
    assert not is_han(character)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("深圳电??全国公安机关", "深圳电全国公安机关"),
        ("守住底线。??", "守住底线。"),
        ("是这样吗?", "是这样吗?"),
        ("真的吗??", "真的吗??"),
    ],
)
def test_marks_that_lost_characters_leave_go_and_questions_stay(text, clean):
    assert normalise(text) == clean
