"""Save and load a topic model: a folder of the same form as that of a classifier, of kind topics."""

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from topics.discovery.guided import GuidedTheme
from topics.discovery.linear import LinearTopics
from topics.discovery.model import TopicModel
from topics.discovery.quality import TopicFigures, TopicQuality
from topics.errors import InputError, ModelError
from topics.features.vectorizer import TextVectorizer
from topics.storage.archive import Parts, dump_parts
from topics.storage.card import topics_card
from topics.storage.layout import CARD, MODEL, check_free, check_tokenizer, checked_parts, write_model
from topics.storage.manifest import MANIFEST, Manifest, library_versions, read_manifest
from topics.storage.parts import tokenizer_from, tokenizer_parts
from topics.themes.taxonomy import taxonomy_from_rows
from topics.types import Topic

_SETTINGS = ("method", "n_topics", "min_topic_size", "random_state")
_DECIMALS = 4


def save_topic_model(model: TopicModel, folder: str | Path, *, name: str | None = None) -> None:
    """Write a fitted topic model to a folder that `load_topic_model` reads on any machine.

    No text that it was fitted on is written; an encoder of the user's own is not either, since
    the linear model that gives the topics does not need it. The same model gives the same
    bytes. Raises OutputError where the folder cannot be written.
    """
    if not isinstance(model, TopicModel):
        raise InputError(f"a {type(model).__name__} is no TopicModel; save a ThemeClassifier with save_model")
    check_is_fitted(model, "linear_")
    target = Path(folder)
    check_free(target)
    title = name or target.resolve().name
    contents = {MODEL: dump_parts(_parts_of(model)), CARD: topics_card(title, model).encode()}
    fields = {
        "name": title,
        "topics_version": version("topics-zh"),
        "libraries": library_versions(),
        "tokenizer": model.tokenizer_.fingerprint,
        "classes": [str(topic.id) for topic in model.topics_],
        "multilabel": False,
        "taxonomy": model.taxonomy.to_rows() if model.taxonomy else None,
        "training": {"n_texts": model.quality_.n_texts, "n_clustered": model.n_clustered_, "method": model.method_},
        "metrics": _rounded(asdict(model.quality_)),
        "kind": "topics",
        "topics": [_topic_row(topic) for topic in model.topics_],
        "themes": [asdict(theme) for theme in model.themes_],
        "settings": {setting: getattr(model, setting) for setting in _SETTINGS},
    }
    write_model(target, contents, fields)


def load_topic_model(folder: str | Path) -> TopicModel:
    """Load a topic model that `save_topic_model` wrote, after checking every byte.

    Nothing in the folder is executed or unpickled. Raises ModelError, naming the file, for
    a folder that is missing, damaged or of another format or kind.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    parts = checked_parts(path, manifest, "topics")
    try:
        model = _model_from(parts, manifest, path)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"{path / MODEL}: a part is missing or has the wrong form ({error}); get it again") from error
    check_tokenizer(path, model.tokenizer_, manifest)
    return model


def _parts_of(model: TopicModel) -> Parts:
    linear = model.linear_
    return {
        "coef": linear.coef,
        "intercept": linear.intercept,
        "threshold": linear.threshold,
        "terms_": linear.vectorizer.terms_,
        "n_grams_": linear.vectorizer.n_grams_,
        "idf_": linear.vectorizer.idf_,
        "min_df": linear.vectorizer.min_df,
        **tokenizer_parts(model.tokenizer_),
    }


def _model_from(parts: Parts, manifest: Manifest, path: Path) -> TopicModel:
    taxonomy = taxonomy_from_rows(manifest.taxonomy, str(path / MANIFEST)) if manifest.taxonomy else None
    tokenizer = tokenizer_from(parts)
    model = TopicModel(taxonomy, tokenizer, **{setting: manifest.settings[setting] for setting in _SETTINGS})
    vectorizer = TextVectorizer(tokenizer, min_df=parts["min_df"])
    vectorizer.restore(parts["terms_"].tolist(), parts["n_grams_"], parts["idf_"])
    n_topics = sum(row["id"] >= 0 for row in manifest.topics)
    if parts["coef"].shape != (n_topics, vectorizer.n_features_) or parts["intercept"].shape != (n_topics,):
        raise ValueError("weights that do not fit the topics")
    model.linear_ = LinearTopics(vectorizer, parts["coef"], parts["intercept"], float(parts["threshold"]))
    model.tokenizer_ = tokenizer
    model.topics_ = tuple(Topic(**{**row, "keywords": tuple(row["keywords"])}) for row in manifest.topics)
    model.themes_ = tuple(GuidedTheme(**{**row, "topics": tuple(row["topics"])}) for row in manifest.themes)
    model.quality_ = _quality(manifest.metrics)
    model.method_, model.n_clustered_ = manifest.training["method"], manifest.training["n_clustered"]
    model.bertopic_ = None
    return model


def _topic_row(topic: Topic) -> dict[str, Any]:
    return {"id": topic.id, "size": topic.size, "keywords": list(topic.keywords), "name": topic.name}


def _quality(metrics: Any) -> TopicQuality:
    figures = tuple(TopicFigures(**row) for row in metrics["topics"])
    return TopicQuality(**{**metrics, "topics": figures})


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, _DECIMALS) if isinstance(value, float | np.floating) else value
