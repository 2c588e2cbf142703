import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents import duplicates
from topics.documents.duplicates import near_duplicate_groups
from topics.documents.repeats import content_key

_FRAUD = "县公安局反诈中心民警上门劝阻，帮助老人保住了二十万元积蓄。"
_FRAUD_AGAIN = "县公安局反诈中心民警昨日上门劝阻，帮助老人保住了二十万元积蓄！"
_DISPUTE = "综治中心的调解员坐到田埂上，把两家人的地界纠纷当场说开。"

_TEXTS = st.lists(st.text("反诈，", max_size=9), max_size=8)


def _jaccard(left, right):
    first, second = (
        {key[i : i + 4] for i in range(max(1, len(key) - 3))} for key in (content_key(left), content_key(right))
    )
    return len(first & second) / len(first | second)


def _as_sets(groups):
    return {frozenset(np.flatnonzero(groups == group)) for group in groups}


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        pytest.param("综治中心，揭牌！", "综治中心 揭牌", True, id="punctuation"),
        pytest.param("APP_1", "app1", True, id="capitals"),
        pytest.param("反诈1", "反诈2", False, id="digits"),
        pytest.param("——", "", True, id="nothing"),
    ],
)
def test_content_key(left, right, equal):
    assert (content_key(left) == content_key(right)) is equal


def test_copies_and_near_copies_form_groups():
    texts = [_DISPUTE, _FRAUD, _DISPUTE, _FRAUD_AGAIN, "反诈", "调解"]
    assert near_duplicate_groups(texts).tolist() == [0, 1, 0, 1, 2, 3]


def test_similarity_decides_how_near_a_copy_is():
    assert near_duplicate_groups([_FRAUD, _FRAUD_AGAIN], similarity=0.95).tolist() == [0, 1]
    assert near_duplicate_groups([_FRAUD, f"“{_FRAUD}”"], similarity=1.0).tolist() == [0, 0]


def test_chains_link():
    texts = ["abcdefgh", "bcdefghi", "cdefghij"]
    assert _jaccard(texts[0], texts[2]) < 0.55 < _jaccard(texts[0], texts[1])
    assert near_duplicate_groups(texts, similarity=0.55).tolist() == [0, 0, 0]
    assert near_duplicate_groups(texts[::2], similarity=0.55).tolist() == [0, 1]


def test_no_texts_no_groups():
    groups = near_duplicate_groups([])
    assert (groups.shape, groups.dtype) == ((0,), np.int32)


@given(_TEXTS)
def test_groups_are_the_components_of_jaccard_similarity(texts):
    components = [{row} for row in range(len(texts))]
    for row in range(len(texts)):
        near = [part for part in components if any(_jaccard(texts[row], texts[other]) >= 0.5 for other in part)]
        components = [part for part in components if part not in near] + [{row}.union(*near)]
    groups = near_duplicate_groups(texts)
    assert _as_sets(groups) == set(map(frozenset, components))
    assert list(dict.fromkeys(groups.tolist())) == list(range(len(components)))


@given(_TEXTS.flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(range(len(texts))))))
def test_order_changes_only_the_numbers(drawn):
    texts, order = drawn
    groups, shuffled = near_duplicate_groups(texts), near_duplicate_groups([texts[row] for row in order])
    assert {frozenset(order[row] for row in rows) for rows in _as_sets(shuffled)} == _as_sets(groups)


def test_the_size_of_blocks_changes_nothing(monkeypatch):
    texts = ["反诈", _DISPUTE, _FRAUD[:12], _FRAUD_AGAIN, "调解", _DISPUTE, _FRAUD]
    for rows in (1, 2, 3, len(texts)):
        monkeypatch.setattr(duplicates, "_BLOCK_ROWS", rows)
        assert near_duplicate_groups(texts).tolist() == [0, 1, 2, 3, 4, 1, 3]
