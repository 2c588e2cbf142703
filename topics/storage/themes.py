"""Load what labels by a saved classifier: a model without the means to train it again."""

from pathlib import Path

from topics.shipped import STARTER_MODEL
from topics.storage.layout import MODEL, check_tokenizer, checked_parts
from topics.storage.manifest import MANIFEST, read_manifest
from topics.storage.parts import Model, fill_model
from topics.themes.model import ThemeModel
from topics.themes.taxonomy import taxonomy_from_rows


def load_theme_model(folder: str | Path = STARTER_MODEL) -> ThemeModel:
    """Load a model to label with, after checking every byte; by default the starter.

    Its labels are those of the classifier that `load_model` gives, but it is loaded without
    scikit-learn. Raises ModelError as `load_model` does.
    """
    return read_model(ThemeModel(), Path(folder))


def read_model(model: Model, folder: Path) -> Model:
    """Fill an empty model from a folder, after checking every byte, and return it."""
    manifest = read_manifest(folder)
    parts = checked_parts(folder, manifest, "themes")
    taxonomy = taxonomy_from_rows(manifest.taxonomy, str(folder / MANIFEST)) if manifest.taxonomy else None
    fill_model(model, parts, taxonomy, str(folder / MODEL))
    check_tokenizer(folder, model.vectorizer_.tokenizer_, manifest)
    return model
