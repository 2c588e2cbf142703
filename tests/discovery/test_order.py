from hypothesis import given
from hypothesis import strategies as st

from topics.discovery.order import in_canonical_order


@given(st.lists(st.text()), st.randoms())
def test_the_order_of_texts_hangs_on_the_texts_alone(texts: list[str], chance):
    shuffled = chance.sample(texts, len(texts))
    ordered = in_canonical_order(texts)
    assert in_canonical_order(shuffled) == ordered
    assert sorted(ordered) == sorted(set(texts))


def test_half_a_character_has_a_place_too():
    assert len(in_canonical_order(["\ud800", "甲"])) == 2
