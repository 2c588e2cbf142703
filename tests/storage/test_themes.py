import pickle

import pytest
from sklearn.base import BaseEstimator

from topics.errors import InputError, ModelError
from topics.storage.folder import load_model
from topics.storage.saving import save_model
from topics.storage.themes import load_theme_model
from topics.themes.classifier import ThemeClassifier


@pytest.fixture(scope="module")
def keeping(tmp_path_factory, labelled):
    """The folder of a model with all that labels may be asked for."""
    folder = tmp_path_factory.mktemp("models") / "keeping"
    save_model(ThemeClassifier(n_folds=3, keep_texts=True).fit(labelled.texts, labelled.targets), folder)
    return folder


@pytest.mark.parametrize("asked", [{}, {"coverage": 0.9}, {"n_neighbours": 3}, {"precision": 0.5}, {"max_evidence": 9}])
def test_it_labels_as_the_classifier_does(keeping, labelled, asked):
    model, classifier = load_theme_model(keeping), load_model(keeping)
    assert model.label(labelled.texts, **asked) == classifier.label(labelled.texts, **asked)


def test_it_labels_as_it_did_in_another_process(saved, labelled):
    model = load_theme_model(saved)
    copy = pickle.loads(pickle.dumps(model))  # noqa: S301  # made a moment ago
    assert copy.label(labelled.texts) == model.label(labelled.texts)


def test_it_is_no_estimator_and_cannot_be_saved(saved, tmp_path):
    model = load_theme_model(saved)
    assert not isinstance(model, BaseEstimator)
    with pytest.raises(InputError, match="only a ThemeClassifier can"):
        save_model(model, tmp_path / "m")


def test_a_damaged_folder_is_refused(saved, tmp_path):
    for file in saved.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    archive = bytearray((saved / "model.skops").read_bytes())
    archive[len(archive) // 2] ^= 1
    (tmp_path / "model.skops").write_bytes(archive)
    with pytest.raises(ModelError, match=r"model\.skops: was changed"):
        load_theme_model(tmp_path)
