import numpy as np
import pytest

from topics.errors import ModelError
from topics.storage.parts import fill_model, parts_of
from topics.themes.classifier import ThemeClassifier

NEWER_PARTS = {"novelty_threshold", "set_floors", "precision_thresholds"}
"""What models lack that were saved by earlier versions."""


@pytest.fixture(scope="module")
def parts(model):
    return parts_of(model)


@pytest.fixture(scope="module")
def keeping(model, labelled):
    """The same model, with its training texts and one more that no file could hold."""
    texts, targets = [*labelled.texts, "半个字\ud800，没有换行\n\r\0"], [*labelled.targets, ()]
    return ThemeClassifier(model.taxonomy, n_folds=3, keep_texts=True).fit(texts, targets)


def test_a_model_of_its_parts_is_made_of_the_same_parts(model, parts):
    again = parts_of(fill_model(ThemeClassifier(), parts, model.taxonomy, "x"))
    assert again.keys() == parts.keys()
    for name, part in parts.items():
        assert np.array_equal(again[name], part)
        assert np.asarray(again[name]).dtype == np.asarray(part).dtype


def test_a_model_of_its_parts_has_the_parameters_of_the_model(model, parts):
    again = fill_model(ThemeClassifier(), parts, model.taxonomy, "x")
    wanted = model.get_params() | {"tokenizer": model.vectorizer_.tokenizer_}
    assert again.get_params() == wanted


def test_parts_hold_no_training_text(parts, labelled):
    stored = {text for part in parts.values() for text in np.asarray(part).ravel().tolist() if isinstance(text, str)}
    assert not stored & set(labelled.texts)


def test_a_missing_part_is_an_error_that_names_it(model, parts):
    for name in parts.keys() - NEWER_PARTS:
        with pytest.raises(ModelError, match=rf"^x: .*'{name}' is missing"):
            fill_model(
                ThemeClassifier(), {key: part for key, part in parts.items() if key != name}, model.taxonomy, "x"
            )


@pytest.mark.parametrize(
    "name",
    [
        "classes_",
        "slopes_",
        "offsets_",
        "thresholds_",
        "intercept_",
        "coef_",
        "terms_",
        "idf_",
        "lexicon_words",
        "lexicon_frequencies",
        "set_floors",
    ],
)
def test_a_part_that_is_too_short_is_an_error(model, parts, name):
    with pytest.raises(ModelError, match=r"^x: "):
        fill_model(ThemeClassifier(), {**parts, name: parts[name][:-1]}, model.taxonomy, "x")


def test_a_model_of_an_earlier_version_labels_but_has_no_sets(model, parts, labelled):
    earlier = fill_model(
        ThemeClassifier(), {name: parts[name] for name in parts.keys() - NEWER_PARTS}, model.taxonomy, "x"
    )
    assert [label.scores for label in earlier.label(labelled.texts)] == [
        label.scores for label in model.label(labelled.texts)
    ]
    assert (earlier.novelty_.threshold, earlier.theme_sets_, earlier.training_texts_) == (np.inf, None, None)
    with pytest.raises(ModelError, match="saved before theme sets"):
        earlier.predict_set(labelled.texts)
    with pytest.raises(ModelError, match="saved before theme sets"):
        earlier.label([], coverage=0.9)


def test_a_model_of_its_parts_gives_the_same_sets_and_novelty(model, parts, labelled):
    again = fill_model(ThemeClassifier(), parts, model.taxonomy, "x")
    assert again.predict_set(labelled.texts, 0.8) == model.predict_set(labelled.texts, 0.8)
    assert again.novelty(labelled.texts).tobytes() == model.novelty(labelled.texts).tobytes()
    assert again.novelty_.threshold == model.novelty_.threshold


def test_kept_texts_come_back_with_their_themes(keeping):
    parts = parts_of(keeping)
    again = fill_model(ThemeClassifier(), parts, keeping.taxonomy, "x")
    assert again.training_texts_.texts == keeping.training_texts_.texts
    assert again.training_texts_.themes == keeping.training_texts_.themes
    assert again.get_params()["keep_texts"]
    text = keeping.training_texts_.texts[0]
    assert again.label([text], n_neighbours=3) == keeping.label([text], n_neighbours=3)
    assert {name: np.asarray(part).tobytes() for name, part in parts_of(again).items()} == {
        name: np.asarray(part).tobytes() for name, part in parts.items()
    }


@pytest.mark.parametrize("name", ["text_bytes", "text_lengths", "text_themes"])
def test_kept_texts_that_do_not_fit_together_are_an_error(keeping, name):
    parts = dict(parts_of(keeping))
    parts[name] = parts[name][:-1]
    with pytest.raises(ModelError, match=r"^x: "):
        fill_model(ThemeClassifier(), parts, keeping.taxonomy, "x")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"novelty_threshold": float("nan")}, id="no-number"),
        pytest.param({"novelty_threshold": "high"}, id="no-threshold"),
        pytest.param({"text_bytes": np.full(9_999, 255, dtype=np.uint8)}, id="other-bytes"),
        pytest.param({"text_lengths": np.array([-1, 1])}, id="negative-length"),
        pytest.param({"text_bytes": "text"}, id="no-bytes"),
    ],
)
def test_newer_parts_of_the_wrong_form_are_an_error(keeping, changed):
    with pytest.raises(ModelError, match=r"^x: "):
        fill_model(ThemeClassifier(), {**parts_of(keeping), **changed}, keeping.taxonomy, "x")
