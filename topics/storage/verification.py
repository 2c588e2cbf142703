"""Check a model folder of either kind."""

from pathlib import Path

from topics.storage.manifest import Manifest, read_manifest
from topics.storage.themes import load_theme_model
from topics.storage.topics import load_topic_model


def verify_model(folder: str | Path) -> Manifest:
    """Load a model folder of either kind with all checks and return its manifest; ModelError where one fails."""
    manifest = read_manifest(Path(folder))
    if manifest.kind == "topics":
        load_topic_model(folder)
    else:
        load_theme_model(folder)
    return manifest
