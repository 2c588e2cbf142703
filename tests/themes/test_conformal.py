import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.batch.labelled import read_labelled
from topics.errors import InputError
from topics.shipped import PARAGRAPHS, THEMES_FILE
from topics.themes.classifier import ThemeClassifier
from topics.themes.conformal import N_LEVELS, fit_theme_sets
from topics.themes.folds import grouped_folds
from topics.themes.targets import read_targets
from topics.themes.taxonomy import read_taxonomy

CLASSES = np.array(["a", "b", "c"])
COVERAGES = (0.5, 0.8, 0.9, 0.95, 0.99)
SIGMAS = 4
"""How far a share may lie from its promise by chance alone, in standard errors."""


def drawn(n_texts, seed):
    """Probabilities that know something about which of three classes texts carry, any number each."""
    generator = np.random.default_rng(seed)
    indicator = (generator.random((n_texts, 3)) < (0.6, 0.3, 0.1)).astype(np.int64)
    return 1 / (1 + np.exp(1 - 2 * indicator - generator.normal(size=indicator.shape))), indicator


def one_class(probabilities, indicator):
    """The same, of texts that carry one class: the first that they have."""
    rows = indicator.any(axis=1)
    return probabilities[rows], np.eye(3, dtype=np.int64)[indicator[rows].argmax(axis=1)]


def covered(sets, indicator):
    """(n_texts, n_classes): whether the set of a text holds a class, only of classes that it carries."""
    return np.ma.masked_array([[name in found for name in CLASSES] for found in sets], mask=indicator == 0)


def allowance(coverage, n_calibrated, n_tested):
    return SIGMAS * np.sqrt(coverage * (1 - coverage) * (1 / n_calibrated + 1 / n_tested))


@pytest.mark.parametrize("coverage", COVERAGES)
def test_each_theme_is_covered_as_promised_and_not_much_more(coverage):
    probabilities, indicator = drawn(6_000, seed=1)
    sets = fit_theme_sets(CLASSES, probabilities[:3_000], indicator[:3_000], multilabel=True)
    shares = covered(sets.find(probabilities[3_000:], coverage), indicator[3_000:]).mean(axis=0)
    for share, n_calibrated, n_tested in zip(
        shares, indicator[:3_000].sum(axis=0), indicator[3_000:].sum(axis=0), strict=True
    ):
        assert abs(share - coverage) <= allowance(coverage, n_calibrated, n_tested) + 1 / n_calibrated


@pytest.mark.parametrize("coverage", COVERAGES)
def test_one_class_is_covered_as_promised_in_all_texts_together(coverage):
    probabilities, indicator = one_class(*drawn(6_000, seed=2))
    half = len(indicator) // 2
    sets = fit_theme_sets(CLASSES, probabilities[:half], indicator[:half], multilabel=False)
    found = sets.find(probabilities[half:], coverage)
    assert covered(found, indicator[half:]).mean() >= coverage - allowance(coverage, half, half)
    assert all(found)


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.integers(0, 99))
def test_at_most_the_promised_share_of_the_calibration_texts_is_missed(n_texts, coverage, seed):
    probabilities, _ = drawn(n_texts, seed)
    indicator = np.ones((n_texts, 3), dtype=np.int64)
    found = fit_theme_sets(CLASSES, probabilities, indicator, multilabel=True).find(probabilities, coverage)
    missed = n_texts - covered(found, indicator).sum(axis=0)
    assert (missed <= (n_texts + 1) * (1 - coverage) + 1e-6).all()


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.booleans())
def test_sets_of_a_higher_coverage_hold_those_of_a_lower(one, other, multilabel):
    probabilities, indicator = drawn(80, seed=3) if multilabel else one_class(*drawn(80, seed=3))
    sets = fit_theme_sets(CLASSES, probabilities, indicator, multilabel=multilabel)
    low, high = (sets.find(probabilities, coverage) for coverage in sorted((one, other)))
    assert all(set(small) <= set(large) for small, large in zip(low, high, strict=True))


def test_sets_come_surest_first():
    sets = fit_theme_sets(CLASSES, *drawn(50, seed=4), multilabel=True)
    assert sets.find(np.array([[0.7, 0.999, 0.8]]), 0.99) == [("b", "c", "a")]


def test_a_theme_with_too_few_examples_is_in_every_set():
    probabilities, indicator = drawn(100, seed=5)
    indicator[:, 0] = np.arange(100) < 8
    sets = fit_theme_sets(CLASSES, probabilities, indicator, multilabel=True)
    assert sets.find(np.zeros((1, 3)), 0.9)[0][0] == "a"
    assert sets.find(np.zeros((1, 3)), 0.88) == [()]


def test_the_floors_are_order_statistics():
    scores = np.arange(1, 10) / 10
    sets = fit_theme_sets(CLASSES[:1], scores[:, None], np.ones((9, 1), dtype=np.int64), multilabel=True)
    assert sets.floors.shape == (1, N_LEVELS + 1)
    assert sets.floors[0, [0, 99, 100, 200, 900, 1000]].tolist() == [0, 0, 0.1, 0.2, 0.9, 0.9]


@pytest.mark.parametrize("coverage", [0, 1, -0.1, 90, float("nan")])
def test_what_is_no_coverage_is_refused(coverage):
    sets = fit_theme_sets(CLASSES, *drawn(50, seed=6), multilabel=True)
    with pytest.raises(InputError, match="coverage should be between 0 and 1"):
        sets.find(np.zeros((1, 3)), coverage)


@pytest.fixture(scope="module")
def halves():
    """Two halves of every second text of the starter corpus, near-copies on one side."""
    taxonomy = read_taxonomy(THEMES_FILE)
    rows = read_labelled([PARAGRAPHS], taxonomy).rows[::2]
    targets = read_targets([row.themes for row in rows], taxonomy, len(rows))
    train, test = next(grouped_folds([row.text for row in rows], targets, 2, seed=0))
    return [rows[row] for row in train], [rows[row] for row in test]


@pytest.mark.parametrize("coverage", [0.8, 0.9])
def test_sets_of_a_classifier_cover_the_themes_of_texts_that_it_never_saw(halves, coverage):
    train, test = halves
    model = ThemeClassifier(n_folds=3).fit([row.text for row in train], [row.themes for row in train])
    sets = model.predict_set([row.text for row in test], coverage)
    for theme in model.classes_:
        n_calibrated = sum(theme in row.themes for row in train)
        hits = [theme in found for row, found in zip(test, sets, strict=True) if theme in row.themes]
        assert np.mean(hits) >= coverage - allowance(coverage, n_calibrated, len(hits))
    hits = [theme in found for row, found in zip(test, sets, strict=True) for theme in row.themes]
    assert np.mean(hits) >= coverage - allowance(coverage, len(train), len(hits))
    assert np.mean([len(found) for found in sets]) < len(model.classes_) / 2


def test_sets_of_a_classifier_of_one_class_a_text_cover_it(halves):
    train, test = ([row for row in half if len(row.themes) == 1] for half in halves)
    model = ThemeClassifier(n_folds=3).fit([row.text for row in train], [row.themes[0] for row in train])
    sets = model.predict_set([row.text for row in test], 0.9)
    hits = [row.themes[0] in found for row, found in zip(test, sets, strict=True)]
    assert np.mean(hits) >= 0.9 - allowance(0.9, len(train), len(test))
    assert np.mean([len(found) for found in sets]) < len(model.classes_) / 2
