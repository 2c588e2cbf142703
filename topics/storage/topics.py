"""Save and load a topic model: a folder of the same form as that of a classifier, of kind topics.

Machines of the fit, and of each branch that was added since, are arrays; the edits themselves,
topics and what is known of them stand in the manifest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from topics.discovery.edits import Branch, Edit, Merge, topic_numbers
from topics.discovery.guided import GuidedTheme
from topics.discovery.keywords import Profile
from topics.discovery.linear import LinearTopics
from topics.discovery.model import TopicModel
from topics.discovery.quality import TopicFigures, TopicQuality
from topics.errors import InputError, ModelError
from topics.features.vectorizer import TextVectorizer
from topics.storage.archive import Parts
from topics.storage.dump import dump_parts
from topics.storage.layout import CARD, MODEL, check_free, check_tokenizer, checked_parts, write_model
from topics.storage.manifest import MANIFEST, Manifest, library_versions, read_manifest
from topics.storage.parts import tokenizer_from, tokenizer_parts
from topics.storage.topics_card import topics_card
from topics.themes.taxonomy import taxonomy_from_rows
from topics.types import Topic
from topics.words.tokenizer import Tokenizer

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
        "edits": [_edit_row(edit) for edit in model.edits_],
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
    branches = [edit.linear for edit in model.edits_ if isinstance(edit, Branch)]
    machines = {_prefix(number): linear for number, linear in enumerate([model.linear_, *branches])}
    return {
        **{f"{prefix}{name}": part for prefix, linear in machines.items() for name, part in _linear_parts(linear)},
        **_profile_parts(model.profiles_),
        **tokenizer_parts(model.tokenizer_),
    }


def _linear_parts(linear: LinearTopics) -> Iterator[tuple[str, Any]]:
    yield from {
        "coef": linear.coef,
        "intercept": linear.intercept,
        "threshold": linear.threshold,
        "terms_": linear.vectorizer.terms_,
        "n_grams_": linear.vectorizer.n_grams_,
        "idf_": linear.vectorizer.idf_,
        "min_df": linear.vectorizer.min_df,
    }.items()


def _linear_from(parts: Parts, prefix: str, tokenizer: Tokenizer) -> LinearTopics:
    vectorizer = TextVectorizer(tokenizer, min_df=parts[f"{prefix}min_df"])
    terms, n_grams, idf = (parts[f"{prefix}{name}"] for name in ("terms_", "n_grams_", "idf_"))
    vectorizer.restore(terms, n_grams, idf)
    coef, intercept = parts[f"{prefix}coef"], parts[f"{prefix}intercept"]
    if coef.shape != (len(intercept), vectorizer.n_features_):
        raise ValueError("weights that do not fit the terms")
    return LinearTopics(vectorizer, coef, intercept, float(parts[f"{prefix}threshold"]))


def _prefix(number: int) -> str:
    """What the names of the parts of a machine begin with: none for those of the fit."""
    return f"branch{number}_" if number else ""


def _profile_parts(profiles: Mapping[int, Profile]) -> Parts:
    rows = [(topic, word, weight) for topic, profile in profiles.items() for word, weight in profile.items()]
    return {
        "profile_topics": np.array([topic for topic, _, _ in rows], dtype=np.int64),
        "profile_words": np.array([word for _, word, _ in rows], dtype=np.str_),
        "profile_weights": np.array([weight for _, _, weight in rows], dtype=np.float64),
    }


def _profiles_from(parts: Parts) -> dict[int, Profile]:
    profiles: dict[int, Profile] = {}
    columns = (parts[f"profile_{name}"].tolist() for name in ("topics", "words", "weights"))
    for topic, word, weight in zip(*columns, strict=True):
        profiles.setdefault(topic, {})[word] = weight
    return profiles


def _edit_row(edit: Edit) -> dict[str, Any]:
    if isinstance(edit, Merge):
        return {"gone": edit.gone, "into": edit.into}
    return {"source": edit.source, "topics": list(edit.topics)}


def _edits_from(rows: Iterable[Mapping[str, Any]], parts: Parts, tokenizer: Tokenizer) -> Iterator[Edit]:
    numbers = count(1)
    for row in rows:
        if "gone" in row:
            yield Merge(row["gone"], row["into"])
            continue
        linear = _linear_from(parts, _prefix(next(numbers)), tokenizer)
        if len(linear.intercept) != len(row["topics"]):
            raise ValueError("weights that do not fit the topics")
        yield Branch(row["source"], tuple(row["topics"]), linear)


def _model_from(parts: Parts, manifest: Manifest, path: Path) -> TopicModel:
    taxonomy = taxonomy_from_rows(manifest.taxonomy, str(path / MANIFEST)) if manifest.taxonomy else None
    tokenizer = tokenizer_from(parts)
    model = TopicModel(taxonomy, tokenizer, **{setting: manifest.settings[setting] for setting in _SETTINGS})
    model.linear_ = _linear_from(parts, "", tokenizer)
    model.edits_ = tuple(_edits_from(manifest.edits, parts, tokenizer))
    named = {row["id"] for row in manifest.topics if row["id"] >= 0}
    if named != topic_numbers(len(model.linear_.intercept), model.edits_):
        raise ValueError("weights that do not fit the topics")
    model.tokenizer_ = tokenizer
    model.profiles_ = _profiles_from(parts)
    model.topics_ = tuple(Topic(**{**row, "keywords": tuple(row["keywords"])}) for row in manifest.topics)
    model.themes_ = tuple(GuidedTheme(**{**row, "topics": tuple(row["topics"])}) for row in manifest.themes)
    model.quality_ = _quality(manifest.metrics)
    model.method_, model.n_clustered_ = manifest.training["method"], manifest.training["n_clustered"]
    model.bertopic_ = None
    model.forget_texts()
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
