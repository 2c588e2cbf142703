"""What tests share: the real documents where they are, a trained model, and an assessment."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from topics.settings import EvaluateSettings
from topics.shipped import STARTER_MODEL
from topics.storage.folder import load_model
from topics.themes.assessment import Assessment, assess
from topics.themes.classifier import ThemeClassifier
from topics.themes.comparison import compare
from topics.types import Label, LabelledText

# Seeded and without deadlines: a busy machine must not fail a law that holds.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def real_documents() -> Path:
    """The folder of real documents that lies beside a checkout, or skip."""
    folder = _SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("no real documents beside this checkout")
    return folder


@pytest.fixture(scope="session")
def starter() -> ThemeClassifier:
    return load_model(STARTER_MODEL)


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    """Six labels against the truth, with one mistake of each kind, and another model that errs more."""
    given = [("fraud",), ("fraud", "order"), ("order",), (), (), ("fraud",)]
    true = [("fraud",), ("order", "fraud"), ("order",), ("order",), (), ()]
    there = [("fraud",), ("order",), (), (), ("order",), ("fraud",)]
    scores = [(0.97, 0.02), (0.81, 0.55), (0.12, 0.9), (0.04, 0.08), (0.01, 0.03), (0.66, 0.2)]
    labels = [
        Label(themes[0] if themes else None, themes, {"fraud": fraud, "order": order})
        for themes, (fraud, order) in zip(given, scores, strict=True)
    ]
    rows = [LabelledText(f"第{number}条：<b>民警</b>上门", themes) for number, themes in enumerate(true, start=1)]
    settings = EvaluateSettings(n_resamples=200)
    found = assess(labels, rows, ("fraud", "order"), settings, single=False)
    return replace(found, comparison=compare(given, there, true, "models/other", settings))
