import numpy as np
import pytest

from topics.features.kernel.tables import NotCoveredError, build_tables, sizes_of
from topics.features.terms import TermKinds
from topics.features.vectorizer import TextVectorizer
from topics.words.dictionary import load_dictionary
from topics.words.tokenizer import Tokenizer

_TEXTS = ["综治中心的网格员", "网格员在综治中心"]


def _tables(vectorizer, n_themes=2):
    coef = np.arange(n_themes * vectorizer.n_features_, dtype=np.float32).reshape(n_themes, -1)
    return build_tables(vectorizer, coef, load_dictionary(vectorizer.tokenizer_))


@pytest.mark.parametrize("n_themes", [1, 2, 13, 15, 16, 40])
def test_each_term_has_its_weights_in_its_row(n_themes):
    vectorizer = TextVectorizer(min_df=1, seed_lists=[["综治"]]).fit(_TEXTS)
    tables = _tables(vectorizer, n_themes)
    rows = tables.weights[1:, : n_themes + 1]
    columns = np.arange(n_themes)[:, None] * vectorizer.n_features_ + np.arange(vectorizer.n_features_)
    assert sorted(rows[:, 0].tolist()) == columns[0].tolist()
    assert (columns[:, rows[:, 0].astype(int)] == rows[:, :n_themes].T).all()
    assert tables.weights[0].tolist() == [0] * tables.weights.shape[1]
    assert tables.weights.ctypes.data % 64 == 0


def test_tables_cannot_be_written():
    tables = _tables(TextVectorizer(min_df=1).fit(_TEXTS))
    assert not any(table.flags.writeable for part in tables[:5] for table in part)
    assert not tables.weights.flags.writeable


def test_what_is_not_covered_is_said():
    rare = TextVectorizer(Tokenizer(), 1).restore(["综"], 1, np.array([-1.0]))
    with pytest.raises(NotCoveredError, match="inverse document frequency"):
        _tables(rare)
    phrase = TextVectorizer(Tokenizer(), 1, kinds=TermKinds(word_ngrams=2)).restore(["综治 中心"], 0, np.ones(1))
    with pytest.raises(NotCoveredError, match="run of words"):
        _tables(phrase)


def test_room_is_made_for_the_seed_words_that_may_start_at_a_place():
    lists = [["综", "综治", "综治中心"], ["综治"], ["中心"]]
    vectorizer = TextVectorizer(min_df=1, seed_lists=lists).fit(_TEXTS)
    assert sizes_of(vectorizer, np.zeros((1, vectorizer.n_features_), dtype=np.float32)).seeds_a_place == 4
