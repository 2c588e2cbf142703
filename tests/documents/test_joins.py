import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.joins import Join, find_joins, match
from topics.documents.lines import Line


def _line(text, role="body"):
    return Line((1, 1), ((0, len(text)),), text, role)


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
        pytest.param(
            "入夏以来，民警每天夜里走访辖区的网吧", ["、旅馆和出租屋。", "会议由市长主持。"], 0, id="enumeration"
        ),
    ],
)
def test_a_tail_finds_its_head_among_others(tail, heads, right):
    joins = find_joins([_line(tail), *map(_line, heads)])
    assert [(join.tail, join.head) for join in joins] == [(0, right + 1)]


@pytest.mark.parametrize("role", ["byline", "caption", "jump", "box"])
def test_what_is_no_running_text_is_never_joined(role):
    assert find_joins([_line("依法严厉打击电信网"), _line("络诈骗犯罪，守护群众。", role)]) == []
