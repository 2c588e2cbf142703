"""Load a classifier that was saved as a model folder."""

from pathlib import Path

from topics.shipped import STARTER_MODEL
from topics.storage.themes import read_model
from topics.themes.classifier import ThemeClassifier


def load_model(folder: str | Path = STARTER_MODEL) -> ThemeClassifier:
    """Load a classifier that `save_model` wrote, after checking every byte; by default the starter.

    Nothing in the folder is executed or unpickled. Raises ModelError, naming the file, for
    a folder that is missing, damaged or of another format.
    """
    return read_model(ThemeClassifier(), Path(folder))
