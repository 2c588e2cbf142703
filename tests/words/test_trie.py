import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.words.trie import FIRST_SHIFT, MOST_VALUES, TooLargeError, build_trie, child_filter, runs_of_texts

_WORDS = st.lists(st.text("综治中心ab\0\U00020000", max_size=5), unique=True, max_size=40)


@given(_WORDS, _WORDS)
def test_a_run_is_found_with_its_value_and_no_other(words, others):
    words = [word for word in words if word]
    trie = build_trie(runs_of_texts(words), np.arange(1, len(words) + 1))
    assert trie.values(trie.find(runs_of_texts(words))).tolist() == list(range(1, len(words) + 1))
    numbers = {word: number for number, word in enumerate(words, start=1)}
    asked = [*others, *(word[:-1] for word in words)]
    assert trie.values(trie.find(runs_of_texts(asked))).tolist() == [numbers.get(word, 0) for word in asked]
    for word in words:
        if len(word) == 1:
            assert trie.first[ord(word)] >> FIRST_SHIFT == numbers[word]


def test_many_runs_leave_half_of_the_slots_free():
    words = [f"{number:05}" for number in range(0, 90_000, 7)]
    trie = build_trie(runs_of_texts(words), np.arange(1, len(words) + 1))
    assert 2 * np.count_nonzero(trie.slots) <= len(trie.slots)
    assert trie.values(trie.find(runs_of_texts(words))).tolist() == list(range(1, len(words) + 1))


def test_what_is_too_large_is_said():
    with pytest.raises(TooLargeError, match="is no value below"):
        build_trie(runs_of_texts(["a"]), np.array([MOST_VALUES]))


def test_a_filter_lets_pass_all_children_and_little_else():
    pytest.importorskip("numba")
    from topics.features.kernel.nodes import may_have

    words = [f"{number:05}" for number in range(0, 90_000, 7)]
    trie = build_trie(runs_of_texts(words), np.arange(1, len(words) + 1))
    children = child_filter(trie.slots)
    nodes = trie.find(runs_of_texts([word[:-1] for word in words])).tolist()
    assert all(may_have(children, node, ord(word[-1])) for node, word in zip(nodes, words, strict=True))
    assert sum(may_have(children, node, ord("甲")) for node in nodes) < len(nodes) / 8
