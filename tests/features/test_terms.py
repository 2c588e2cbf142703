import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.features.terms import TermKinds, TermReader
from topics.words.shipped import shipped_tokenizer

TOKENIZER = shipped_tokenizer()
TEXTS = st.text("骗子冒充客服，。 \n\tA1aé２", max_size=20)
KINDS = [TermKinds(), TermKinds(3, 2), TermKinds(choice="all"), TermKinds(3, 2, "all")]


@pytest.mark.parametrize("kinds", KINDS, ids=str)
@given(TEXTS)
def test_located_terms_are_the_terms_and_lie_in_the_text(kinds, text):
    reader = TermReader(TOKENIZER, kinds)
    for located, terms in (
        (reader.located_grams(text), reader.grams(text)),
        (reader.located_words(text), reader.words(text)),
    ):
        found = list(located)
        assert sorted(term for term, _, _ in found) == sorted(terms)
        assert all(0 <= start < end <= len(text) for _, start, end in found)


def test_content_words_carry_meaning_and_all_words_are_all():
    text = "他把钱，转给了骗子！"
    content = TermReader(TOKENIZER, TermKinds()).words(text)
    everything = TermReader(TOKENIZER, TermKinds(choice="all")).words(text)
    assert "骗子" in content
    assert "," not in content
    assert {",", "!", *content} <= set(everything)


def test_runs_of_characters_tell_where_a_text_starts_and_ends():
    reader = TermReader(TOKENIZER, TermKinds(choice="all"))
    assert "\x02骗" in reader.grams("骗子")
    assert "子\x03" in reader.grams("骗子")
    assert reader.grams("  ") == []


def test_longer_runs_come_on_top():
    assert "骗子冒" in TermReader(TOKENIZER, TermKinds(char_ngrams=3)).grams("骗子冒充")
    assert "骗子 冒充" in TermReader(TOKENIZER, TermKinds(word_ngrams=2)).words("骗子冒充")
