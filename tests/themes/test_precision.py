import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.errors import InputError, ModelError
from topics.themes.classifier import ThemeClassifier
from topics.themes.precision import N_PERCENTS, fit_precision_thresholds, thresholds_for


def drawn(n_texts, seed):
    """Probabilities that mean what they say, of two themes, one of them rare."""
    generator = np.random.default_rng(seed)
    probabilities = generator.beta((1, 0.3), (1, 0.6), size=(n_texts, 2))
    return probabilities, (generator.random((n_texts, 2)) < probabilities).astype(np.int64)


@pytest.mark.parametrize("precision", [0.5, 0.8, 0.9, 0.95])
def test_new_texts_get_the_precision_that_was_asked_for(precision):
    probabilities, indicator = drawn(20_000, seed=1)
    fitted = fit_precision_thresholds(probabilities[:10_000], indicator[:10_000], multilabel=True)
    given_themes = probabilities[10_000:] >= thresholds_for(fitted, precision)
    shares = (indicator[10_000:] * given_themes).sum(axis=0) / given_themes.sum(axis=0)
    assert np.all(np.abs(shares - precision) < 0.05)


@given(st.integers(0, 50))
def test_more_precision_never_gives_more(seed):
    probabilities, indicator = drawn(60, seed)
    for multilabel in (True, False):
        fitted = fit_precision_thresholds(probabilities, indicator, multilabel=multilabel)
        assert fitted.shape == (2, N_PERCENTS + 1)
        assert np.all(fitted[:, 1:] >= fitted[:, :-1])


def test_a_theme_of_too_few_texts_is_never_given():
    fitted = fit_precision_thresholds(np.full((9, 1), 0.9), np.ones((9, 1), dtype=np.int64), multilabel=True)
    assert np.all(fitted == np.inf)


def test_equal_probabilities_come_together():
    probabilities = np.array([[0.9]] * 10 + [[0.5]] * 10)
    indicator = np.array([[1]] * 10 + [[1], [0]] * 5)
    fitted = fit_precision_thresholds(probabilities, indicator, multilabel=True)
    assert thresholds_for(fitted, 0.75)[0] == 0.5
    assert thresholds_for(fitted, 0.76)[0] == 0.9


@pytest.mark.parametrize("precision", [0, 1, -0.5, 95])
def test_a_precision_that_is_none_is_refused(precision):
    fitted = fit_precision_thresholds(*drawn(60, seed=3), multilabel=True)
    with pytest.raises(InputError, match=r"precision should be between 0 and 1"):
        thresholds_for(fitted, precision)


def test_a_surer_label_is_one_of_those_given_before(starter):
    texts = ["骗子冒充客服要求转账，民警及时劝阻。", "全市法院加强执行工作。", "今天天气晴好，适合出门。"]
    plain, sure = starter.label(texts), starter.label(texts, precision=0.97)
    assert sure[0].themes == ("anti_fraud",)
    for before, after in zip(plain, sure, strict=True):
        assert set(after.themes) <= set(before.themes)
        assert (after.abstained is None) == bool(after.themes)


def test_with_one_class_a_text_an_unsure_text_gets_none(small_corpus):
    texts, _ = small_corpus
    model = ThemeClassifier().fit(texts, ["heads", "tails"] * (len(texts) // 2))
    unsure = texts[0]
    assert model.label([unsure])[0].primary is not None
    assert model.label([unsure], precision=0.99)[0].abstained == "no_theme_confident"


def test_a_model_saved_before_there_was_a_precision_says_so(starter):
    older = ThemeClassifier()
    older.__dict__.update({**starter.__dict__, "precision_thresholds_": None})
    with pytest.raises(ModelError, match="train it again"):
        older.label(["民警劝阻"], precision=0.9)
