import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from topics.characters import fold
from topics.features.vectorizer import TextVectorizer
from topics.words.shipped import shipped_tokenizer

_TEXTS = [
    "综治中心的网格员上门调解邻里纠纷。",
    "网格员排查邻里纠纷，综治中心当天受理。",
    "反诈民警拦下12万元汇款。",
    "反诈民警劝阻老人汇款。",
]
_SEEDS = (("反诈", "劝阻老人"), ("12万",))


@pytest.fixture(scope="module")
def vectorizer() -> TextVectorizer:
    return TextVectorizer(shipped_tokenizer(), min_df=2, seed_lists=_SEEDS, seed_weight=0.5).fit(_TEXTS)


def test_each_half_of_a_row_has_length_one(vectorizer: TextVectorizer):
    matrix = vectorizer.transform(_TEXTS).toarray()
    grams, words = matrix[:, : vectorizer.n_grams_], matrix[:, vectorizer.n_grams_ : len(vectorizer.terms_)]
    np.testing.assert_allclose(np.linalg.norm(grams, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(words, axis=1), 1, rtol=1e-5)


def test_seed_columns_count_distinct_seed_words(vectorizer: TextVectorizer):
    seeds = vectorizer.transform([*_TEXTS, "反诈反诈"]).toarray()[:, len(vectorizer.terms_) :]
    expected = 0.5 * np.log1p([[0, 0], [0, 0], [1, 1], [2, 0], [1, 0]])
    np.testing.assert_allclose(seeds, expected, rtol=1e-6)


def test_a_seed_word_with_digits_is_found_as_it_stands(vectorizer: TextVectorizer):
    assert vectorizer.transform(["12万", "34万"]).toarray()[:, -1].tolist() == [pytest.approx(0.5 * np.log(2)), 0]


def test_terms_of_one_text_are_left_out(vectorizer: TextVectorizer):
    assert "劝阻" not in vectorizer.terms_
    assert "综治中心" in vectorizer.terms_


def test_spaces_width_case_and_script_change_nothing(vectorizer: TextVectorizer):
    plain = vectorizer.transform(["网格员排查邻里纠纷abc12"])
    grams = slice(0, vectorizer.n_grams_)
    spaced = vectorizer.transform(["网格员排查 邻里 纠纷ＡＢＣ１２"])
    assert (plain[:, grams] != spaced[:, grams]).nnz == 0
    assert (vectorizer.transform(["網格員排查鄰里糾紛ABC12"]) != plain).nnz == 0


@given(st.lists(st.text("综治中心网格员反诈民警 12，。a", max_size=20), max_size=5))
def test_a_row_does_not_depend_on_its_neighbours(texts: list[str]):
    fitted = TextVectorizer(shipped_tokenizer(), min_df=1, seed_lists=_SEEDS).fit(_TEXTS)
    together = fitted.transform(texts)
    for row, text in enumerate(texts):
        assert (together[row] != fitted.transform([text])).nnz == 0


@given(st.text("综治中心网格员反诈民警 　劝阻老人12万，。ＡａT綜治", max_size=30))
def test_located_terms_stand_where_they_say_and_are_all_there(text: str):
    fitted = TextVectorizer(shipped_tokenizer(), min_df=1, seed_lists=_SEEDS).fit(_TEXTS)
    located = fitted.locate(text)
    assert {term.column for term in located} == set(fitted.transform([text]).indices.tolist())
    for term in located:
        if term.column < len(fitted.terms_):
            there = "".join(fold(text[term.start : term.end]).split())
            assert there.translate(str.maketrans("123456789", "000000000")) == fitted.terms_[term.column]


def test_no_text_gives_a_matrix_without_rows(vectorizer: TextVectorizer):
    assert vectorizer.transform([]).shape == (0, vectorizer.n_features_)


def test_restored_terms_transform_alike(vectorizer: TextVectorizer):
    other = TextVectorizer(shipped_tokenizer(), 2, _SEEDS, 0.5)
    other.restore(vectorizer.terms_.tolist(), vectorizer.n_grams_, vectorizer.idf_)
    assert (other.transform(_TEXTS) != vectorizer.transform(_TEXTS)).nnz == 0


def test_rows_known_from_some_texts_are_those_of_a_vectorizer_that_learned_them_alone():
    texts = ["综治中心调解纠纷", "综治中心接待群众", "骗子冒充客服", "骗子要求转账", "客服要求转账纠纷"]
    rows = np.array([0, 1, 2, 3])
    vectorizer = TextVectorizer(min_df=2, seed_lists=[["骗子"]]).fit(texts)
    known = vectorizer.known_from(vectorizer.transform(texts), rows)
    alone = TextVectorizer(min_df=2, seed_lists=[["骗子"]]).fit([texts[row] for row in rows])
    used = {str(vectorizer.terms_[column]) for column in known.indices if column < len(vectorizer.terms_)}
    assert used == {str(term) for term in alone.terms_}
    assert sparse.linalg.norm(known[:, : vectorizer.n_grams_], axis=1) == pytest.approx([1, 1, 1, 1, 0])
