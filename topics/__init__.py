"""Chinese news and government text -> paragraphs, themes, topics.

The names below are the public ones. They are loaded at first use, so that `import topics`
does not wait for scikit-learn.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.discovery.candidates import candidates_toml
    from topics.discovery.model import TopicModel
    from topics.documents.reader import read_documents
    from topics.errors import TopicsError
    from topics.pipeline.discovery import discover
    from topics.pipeline.labelling import label
    from topics.pipeline.training import train, train_from_seeds
    from topics.report.notebook import show
    from topics.settings import (
        DiscoverSettings,
        EvaluateSettings,
        LabelSettings,
        Settings,
        TrainSettings,
        load_settings,
    )
    from topics.storage.folder import load_model
    from topics.storage.saving import save_model
    from topics.storage.topics import load_topic_model, save_topic_model
    from topics.themes.classifier import ThemeClassifier
    from topics.themes.taxonomy import Taxonomy, Theme, read_taxonomy
    from topics.types import Evidence, Label, Neighbour, Paragraph, Reading, Topic
    from topics.words.tokenizer import Tokenizer

__version__ = version("topics-zh")

_HOMES = {
    "DiscoverSettings": "topics.settings",
    "EvaluateSettings": "topics.settings",
    "Evidence": "topics.types",
    "Label": "topics.types",
    "LabelSettings": "topics.settings",
    "Neighbour": "topics.types",
    "Paragraph": "topics.types",
    "Reading": "topics.types",
    "Settings": "topics.settings",
    "Taxonomy": "topics.themes.taxonomy",
    "Theme": "topics.themes.taxonomy",
    "ThemeClassifier": "topics.themes.classifier",
    "Tokenizer": "topics.words.tokenizer",
    "Topic": "topics.types",
    "TopicModel": "topics.discovery.model",
    "TopicsError": "topics.errors",
    "TrainSettings": "topics.settings",
    "candidates_toml": "topics.discovery.candidates",
    "discover": "topics.pipeline.discovery",
    "label": "topics.pipeline.labelling",
    "load_model": "topics.storage.folder",
    "load_settings": "topics.settings",
    "load_topic_model": "topics.storage.topics",
    "read_documents": "topics.documents.reader",
    "read_taxonomy": "topics.themes.taxonomy",
    "save_model": "topics.storage.saving",
    "save_topic_model": "topics.storage.topics",
    "show": "topics.report.notebook",
    "train": "topics.pipeline.training",
    "train_from_seeds": "topics.pipeline.training",
}

__all__ = [
    "DiscoverSettings",
    "EvaluateSettings",
    "Evidence",
    "Label",
    "LabelSettings",
    "Neighbour",
    "Paragraph",
    "Reading",
    "Settings",
    "Taxonomy",
    "Theme",
    "ThemeClassifier",
    "Tokenizer",
    "Topic",
    "TopicModel",
    "TopicsError",
    "TrainSettings",
    "__version__",
    "candidates_toml",
    "discover",
    "label",
    "load_model",
    "load_settings",
    "load_topic_model",
    "read_documents",
    "read_taxonomy",
    "save_model",
    "save_topic_model",
    "show",
    "train",
    "train_from_seeds",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'topics' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
