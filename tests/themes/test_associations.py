import pytest

from topics.themes.associations import associated_words

_OUTSIDE = [["球队", "比赛"], ["天气", "今天"], ["小麦", "今天"]] * 20


def test_words_that_set_texts_apart_come_first():
    inside = [["转账", "今天", "骗子"], ["转账", "今天"]] * 8
    assert associated_words(inside, _OUTSIDE) == ["转账", "骗子"]


@pytest.mark.parametrize("inside", [[], [["转账"]] * 2, [["今天", "天气"], ["小麦", "今天"]] * 3], ids=len)
def test_words_that_chance_explains_are_left_out(inside: list[list[str]]):
    assert associated_words(inside, _OUTSIDE) == []


def test_texts_count_and_mentions_do_not():
    assert associated_words([["转账"] * 50], _OUTSIDE) == []


def test_ties_go_by_the_word():
    assert associated_words([["乙", "甲"]] * 5, _OUTSIDE) == sorted(["甲", "乙"])
