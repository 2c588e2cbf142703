import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.preprocessing import normalize

from topics.errors import ModelError
from topics.themes.classifier import ThemeClassifier
from topics.themes.neighbours import _of_length_one


@pytest.fixture(scope="module")
def model(small_taxonomy, small_corpus):
    return ThemeClassifier(small_taxonomy, keep_texts=True).fit(*small_corpus)


def test_a_training_text_is_its_own_nearest(model, small_corpus):
    texts, themes = small_corpus
    for text, own, label in zip(texts, themes, model.label(texts, n_neighbours=1), strict=True):
        (nearest,) = label.neighbours
        assert (nearest.text, nearest.themes, nearest.similarity) == (text, tuple(own), 1)


def test_the_nearest_are_the_texts_of_the_same_sentence(model):
    (label,) = model.label(["昨天交警在城里查处酒驾车辆"], n_neighbours=3)
    assert len(label.neighbours) == 3
    assert all("交警查处酒驾车辆" in near.text and near.themes == ("order",) for near in label.neighbours)
    assert [near.similarity for near in label.neighbours] == sorted(
        (near.similarity for near in label.neighbours), reverse=True
    )


def test_texts_that_get_no_theme_have_neighbours_too(model):
    (label,) = model.label(["球队"], n_neighbours=2)
    assert label.abstained == "too_short"
    assert len(label.neighbours) == 2


def test_a_text_that_shares_nothing_has_none(model):
    assert [label.neighbours for label in model.label(["", "ABC def ghi"], n_neighbours=3)] == [(), ()]


def test_labels_without_the_wish_have_no_neighbours(model):
    assert model.label(["球队在加时赛中取胜"])[0].neighbours is None


@settings(max_examples=40)
@given(st.lists(st.text("骗子诈骗转账交警酒驾球队小雨，。 A1", max_size=25), max_size=4))
def test_similarities_are_the_cosines_of_all_training_texts(model, texts):
    kept, n_terms = model.training_texts_, len(model.vectorizer_.terms_)
    vectors, known = (model.vectorizer_.transform(some).toarray()[:, :n_terms] for some in (texts, kept.texts))
    for vector, label in zip(vectors, model.label(texts, n_neighbours=3), strict=True):
        norms = np.linalg.norm(known, axis=1) * (np.linalg.norm(vector) or 1)
        best = sorted((round(float(cosine), 3) for cosine in known @ vector / norms if cosine > 0), reverse=True)[:3]
        assert [near.similarity for near in label.neighbours] == pytest.approx(best, abs=6e-4)


@settings(max_examples=20)
@given(st.lists(st.text("骗子诈骗转账交警酒驾球队小雨，。 A1", max_size=25), max_size=4))
def test_neighbours_of_a_batch_are_the_neighbours_one_by_one(model, texts):
    one_by_one = [model.label([text], n_neighbours=3, coverage=0.9)[0] for text in texts]
    assert model.label(texts, n_neighbours=3, coverage=0.9) == one_by_one


def test_of_equally_near_texts_the_first_comes_first():
    texts = ["骗子要求转账", "骗子冒充客服", "骗子冒充客服", "交警查处酒驾", "交警疏导车流"]
    model = ThemeClassifier(keep_texts=True, min_df=1).fit(texts, [["fraud"], ["fraud"], [], ["order"], ["order"]])
    (label,) = model.label(["骗子冒充客服人员"], n_neighbours=2)
    assert [near.themes for near in label.neighbours] == [("fraud",), ()]


def test_a_model_that_keeps_no_texts_says_so(small_taxonomy, small_corpus):
    model = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    assert model.training_texts_ is None
    for texts in (["球队在加时赛中取胜"], []):
        with pytest.raises(ModelError, match="keeps no training texts to show"):
            model.label(texts, n_neighbours=3)


@given(st.lists(st.lists(st.sampled_from([0, 0.1, 1 / 3, 1, 7]), min_size=3, max_size=3), min_size=1, max_size=5))
def test_rows_are_made_as_long_as_scikit_learn_makes_them_to_the_bit(values):
    rows = sparse.csr_matrix(np.array(values, dtype=np.float32))
    assert _of_length_one(rows).toarray().tobytes() == normalize(rows).toarray().tobytes()
