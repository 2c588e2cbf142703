"""Save and load a model folder: manifest.json, model.skops and README.md, the card."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sklearn.utils.validation import check_is_fitted

from topics.errors import InputError
from topics.shipped import STARTER_MODEL
from topics.storage.archive import dump_parts
from topics.storage.card import model_card
from topics.storage.layout import CARD, MODEL, check_free, check_tokenizer, checked_parts, write_model
from topics.storage.manifest import MANIFEST, Manifest, library_versions, read_manifest
from topics.storage.parts import model_from, parts_of
from topics.storage.topics import load_topic_model
from topics.themes.classifier import ThemeClassifier
from topics.themes.taxonomy import taxonomy_from_rows
from topics.types import Evaluation, LabelledText


def save_model(
    model: ThemeClassifier,
    folder: str | Path,
    *,
    name: str | None = None,
    metrics: Evaluation | None = None,
    training: Iterable[LabelledText] = (),
    unlabelled: Iterable[str] = (),
) -> None:
    """Write a fitted classifier to a folder that `load_model` reads on any machine.

    `metrics` and `training` go into the manifest and the card: how good the model is and
    what it was trained on (a count and a digest); `unlabelled` are the texts that seed words
    labelled. The training texts are written only if the model keeps them. The same model gives
    the same bytes. Raises OutputError where the folder cannot be written.
    """
    if not isinstance(model, ThemeClassifier):
        raise InputError(f"a {type(model).__name__} cannot be saved; only a ThemeClassifier can")
    check_is_fitted(model)
    target = Path(folder)
    check_free(target)
    title = name or target.resolve().name
    facts = {**_training_facts(list(training)), **_unlabelled_facts(set(unlabelled))}
    contents = {
        MODEL: dump_parts(parts_of(model)),
        CARD: model_card(title, model, metrics, facts).encode(),
    }
    fields = {
        "name": title,
        "topics_version": version("topics-zh"),
        "libraries": library_versions(),
        "tokenizer": model.vectorizer_.tokenizer_.fingerprint,
        "classes": model.classes_.tolist(),
        "multilabel": model.multilabel_,
        "taxonomy": model.taxonomy.to_rows() if model.taxonomy else None,
        "training": facts,
        "metrics": metrics.to_dict() if metrics else {},
    }
    write_model(target, contents, fields)


def load_model(folder: str | Path = STARTER_MODEL) -> ThemeClassifier:
    """Load a classifier that `save_model` wrote, after checking every byte; by default the starter.

    Nothing in the folder is executed or unpickled. Raises ModelError, naming the file, for
    a folder that is missing, damaged or of another format.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    parts = checked_parts(path, manifest, "themes")
    taxonomy = taxonomy_from_rows(manifest.taxonomy, str(path / MANIFEST)) if manifest.taxonomy else None
    model = model_from(parts, taxonomy, str(path / MODEL))
    check_tokenizer(path, model.vectorizer_.tokenizer_, manifest)
    return model


def verify_model(folder: str | Path) -> Manifest:
    """Load a model folder of either kind with all checks and return its manifest; ModelError where one fails."""
    manifest = read_manifest(Path(folder))
    if manifest.kind == "topics":
        load_topic_model(folder)
    else:
        load_model(folder)
    return manifest


def training_digest(rows: Iterable[LabelledText]) -> str:
    """Return the sha256 of labelled rows: equal rows in equal order give equal digests."""
    digest = hashlib.sha256()
    for row in rows:
        weight = [] if row.weight == 1 else [row.weight]
        digest.update(json.dumps([row.text, row.themes, *weight], ensure_ascii=False).encode())
    return digest.hexdigest()


def _training_facts(rows: list[LabelledText]) -> Mapping[str, Any]:
    if not rows:
        return {}
    return {
        "n_texts": len(rows),
        "n_without_theme": sum(not row.themes for row in rows),
        "n_with_several_themes": sum(len(row.themes) > 1 for row in rows),
        "n_of_less_weight": sum(row.weight < 1 for row in rows),
        "n_private": sum(row.private for row in rows),
        "sources": dict(sorted(Counter(row.source for row in rows if row.source).items())),
        "sha256": training_digest(rows),
    }


def _unlabelled_facts(texts: set[str]) -> Mapping[str, Any]:
    if not texts:
        return {}
    digests = sorted(hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts)
    digest = hashlib.sha256(b"".join(digests)).hexdigest()
    return {"labelled_by": "seed words", "n_unlabelled": len(texts), "unlabelled_sha256": digest}
