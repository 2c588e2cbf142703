import numpy as np
import pytest

from topics.errors import ModelError
from topics.storage.parts import model_from, parts_of

NEWER_PARTS = {"novelty_threshold"}
"""What models lack that were saved by earlier versions."""


@pytest.fixture(scope="module")
def parts(model):
    return parts_of(model)


def test_a_model_of_its_parts_is_made_of_the_same_parts(model, parts):
    again = parts_of(model_from(parts, model.taxonomy, "x"))
    assert again.keys() == parts.keys()
    for name, part in parts.items():
        assert np.array_equal(again[name], part)
        assert np.asarray(again[name]).dtype == np.asarray(part).dtype


def test_a_model_of_its_parts_has_the_parameters_of_the_model(model, parts):
    again = model_from(parts, model.taxonomy, "x")
    wanted = model.get_params() | {"tokenizer": model.vectorizer_.tokenizer_}
    assert again.get_params() == wanted


def test_parts_hold_no_training_text(parts, labelled):
    stored = {text for part in parts.values() for text in np.asarray(part).ravel().tolist() if isinstance(text, str)}
    assert not stored & set(labelled.texts)


def test_a_missing_part_is_an_error_that_names_it(model, parts):
    for name in parts.keys() - NEWER_PARTS:
        with pytest.raises(ModelError, match=rf"^x: .*'{name}' is missing"):
            model_from({key: part for key, part in parts.items() if key != name}, model.taxonomy, "x")


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
    ],
)
def test_a_part_that_is_too_short_is_an_error(model, parts, name):
    with pytest.raises(ModelError, match=r"^x: "):
        model_from({**parts, name: parts[name][:-1]}, model.taxonomy, "x")


def test_a_model_of_an_earlier_version_silences_nothing(model, parts, labelled):
    earlier = model_from({name: parts[name] for name in parts.keys() - NEWER_PARTS}, model.taxonomy, "x")
    assert earlier.novelty_.threshold == np.inf
    assert earlier.label(labelled.texts) == model.label(labelled.texts)
