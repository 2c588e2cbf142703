"""Save a classifier as a model folder: manifest.json, model.skops and README.md, the card."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sklearn.utils.validation import check_is_fitted

from topics.errors import InputError
from topics.storage.card import model_card
from topics.storage.dump import dump_parts
from topics.storage.layout import CARD, MODEL, check_free, write_model
from topics.storage.manifest import library_versions, training_digest
from topics.storage.parts import parts_of
from topics.themes.classifier import ThemeClassifier
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
