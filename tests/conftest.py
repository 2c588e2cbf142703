"""What tests share: the real documents where they are, and a small trained model."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from topics.shipped import STARTER_MODEL
from topics.storage.folder import load_model
from topics.themes.classifier import ThemeClassifier

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
