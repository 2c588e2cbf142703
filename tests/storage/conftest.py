"""What the tests of storage share: a small model, and the folder that it was saved to."""

import pytest

from topics.batch.labelled import read_labelled
from topics.shipped import THEMES_FILE
from topics.storage.saving import save_model
from topics.themes.classifier import ThemeClassifier
from topics.themes.evaluation import evaluate
from topics.themes.taxonomy import read_taxonomy


@pytest.fixture(scope="session")
def labelled(pytestconfig):
    return read_labelled([pytestconfig.rootpath / "tests" / "labelled.jsonl"])


@pytest.fixture(scope="session")
def model(labelled):
    return ThemeClassifier(read_taxonomy(THEMES_FILE), n_folds=3).fit(labelled.texts, labelled.targets)


@pytest.fixture(scope="session")
def metrics(model, labelled):
    return evaluate(model.decide(model.oof_scores_), labelled.targets, model.classes_.tolist())


@pytest.fixture(scope="session")
def saved(tmp_path_factory, model, metrics, labelled):
    folder = tmp_path_factory.mktemp("models") / "small"
    save_model(model, folder, metrics=metrics, training=labelled.rows)
    return folder
