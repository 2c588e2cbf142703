import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.fluency import shipped_fluency
from topics.documents.joins import Join, SeamScorer, find_joins, is_open, match, starts_anew
from topics.documents.lines import Line
from topics.words.shipped import shipped_tokenizer


def _line(text, role="body"):
    return Line((1, 1), ((0, len(text)),), text, role)


@pytest.fixture(scope="module")
def scorer():
    return SeamScorer(shipped_tokenizer(), shipped_fluency())


@given(st.lists(st.builds(Join, st.integers(0, 6), st.integers(0, 6), st.floats(0, 1)), max_size=20))
def test_each_line_is_joined_once_and_never_in_a_circle(pairs):
    joins = match([join for join in pairs if join.tail != join.head])
    following = {join.tail: join.head for join in joins}
    assert len(following) == len(joins) == len(set(following.values()))
    for start in following:
        place, steps = start, 0
        while place in following:
            place, steps = following[place], steps + 1
            assert steps <= len(joins)


def test_the_likelier_pair_wins():
    assert match([Join(0, 1, 0.5), Join(0, 2, 0.9)]) == [Join(0, 2, 0.9)]


@pytest.mark.parametrize(
    ("tail", "heads", "right"),
    [
        pytest.param(
            "依法严厉打击电信网", ["球队客场取胜后返回主场。", "络诈骗犯罪，守护群众。"], 1, id="splits a word"
        ),
        pytest.param("县里建成四级综治中", ["心，群众只进一扇门。", "记者看到窗口前没有人。"], 0, id="lexicon word"),
        pytest.param("他说：“把话讲明白，把理", ["今天阴转多云。", "摆在桌面上，疙瘩就解开了。”"], 1, id="quotation"),
        pytest.param("民警走访了辖区的网吧", ["会议由市长主持。", "、旅馆和出租屋。"], 1, id="enumeration"),
    ],
)
def test_a_tail_finds_its_head_among_others(scorer, tail, heads, right):
    joins = find_joins([_line(tail), *map(_line, heads)], scorer)
    assert [(join.tail, join.head) for join in joins] == [(0, right + 1)]


@pytest.mark.parametrize("role", ["byline", "caption", "jump", "box"])
def test_what_is_no_running_text_is_never_joined(scorer, role):
    assert find_joins([_line("依法严厉打击电信网"), _line("络诈骗犯罪，守护群众。", role)], scorer) == []


@pytest.mark.parametrize(
    "text", ["一是排查。", "（二）整治。", "第三条 本法", "——坚持", "1. 登记", "问：为何", "首先，", "■ 数"]
)
def test_list_items_start_anew(text):
    assert starts_anew(text)


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("排查隐患", True),
        ("排查隐患，", True),
        ("排查隐患。", False),
        ("“排查隐患。”", False),
        ("三道防线：", False),
        ("下降1.", True),
    ],
)
def test_an_end_without_closing_punctuation_is_open(text, goes_on):
    assert is_open(text) is goes_on
