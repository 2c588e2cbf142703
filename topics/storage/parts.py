"""A fitted classifier <-> the plain arrays and values that are stored."""

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError
from topics.features.vectorizer import TextVectorizer
from topics.storage.archive import Parts
from topics.themes.conformal import N_LEVELS, ThemeSets
from topics.themes.model import ThemeModel
from topics.themes.neighbours import TrainingTexts
from topics.themes.novelty import Novelty
from topics.themes.precision import N_PERCENTS
from topics.themes.taxonomy import Taxonomy
from topics.themes.texts import MIN_CHARACTERS
from topics.words.lexicon import LexiconWord
from topics.words.tokenizer import Tokenizer

_FITTED = ("classes_", "multilabel_", "slopes_", "offsets_", "thresholds_", "intercept_")
_PARAMETERS = ("C", "min_df", "seed_weight", "n_folds", "random_state")
_NEWER_PARAMETERS = {"char_ngrams": 2, "word_ngrams": 1}
"""Stored where they differ from these, which held before they could be chosen."""

_ALL = "all"

Model = TypeVar("Model", bound=ThemeModel)


def parts_of(model: ThemeModel) -> Parts:
    """Return what a fitted classifier is made of."""
    vectorizer, tokenizer = model.vectorizer_, model.vectorizer_.tokenizer_
    return {
        **{name: getattr(model, name) for name in _PARAMETERS},
        **{name: value for name in _NEWER_PARAMETERS if (value := getattr(model, name)) != _NEWER_PARAMETERS[name]},
        **({"terms": _ALL} if model.terms_chosen() == _ALL else {}),
        **({} if model.min_characters_ == MIN_CHARACTERS else {"min_characters": model.min_characters_}),
        **{name: getattr(model, name) for name in _FITTED},
        "coef_": model.coef_,
        "terms_": vectorizer.terms_,
        "n_grams_": vectorizer.n_grams_,
        "idf_": vectorizer.idf_,
        **tokenizer_parts(tokenizer),
        "novelty_threshold": model.novelty_.threshold,
        **({"set_floors": model.theme_sets_.floors} if model.theme_sets_ else {}),
        **({} if model.precision_thresholds_ is None else {"precision_thresholds": model.precision_thresholds_}),
        **(_text_parts(model, model.training_texts_) if model.training_texts_ else {}),
    }


def fill_model(model: Model, parts: Parts, taxonomy: Taxonomy | None, source: str) -> Model:
    """Make an empty model a fitted one, and return it; ModelError where a part is missing or misshapen.

    Models of earlier versions lack the novelty threshold, the sets and the thresholds of a
    precision; most keep no texts.
    """
    try:
        parameters = {name: parts[name] for name in _PARAMETERS}
        parameters |= {name: parts.get(name, before) for name, before in _NEWER_PARAMETERS.items()}
        parameters["terms"] = parts.get("terms", None if parts["multilabel_"] else "content")
        model.taxonomy, model.tokenizer, model.keep_texts = taxonomy, tokenizer_from(parts), "text_lengths" in parts
        for name, value in {**parameters, **{name: parts[name] for name in (*_FITTED, "coef_")}}.items():
            setattr(model, name, value)
        model.vectorizer_ = _vectorizer(model, parts)
        fits = _fits(model)
        if fits:
            _add_newer_parts(model, parts)
    except KeyError as error:
        raise ModelError(f"{source}: the part {error} is missing; get the model again") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"{source}: a part has the wrong form ({error}); get the model again") from error
    if not fits:
        raise ModelError(f"{source}: its parts do not fit together; get the model again")
    return model


def _fits(model: ThemeModel) -> bool:
    """Tell whether all parts have the shapes that belong together."""
    n_classes, vectorizer = len(model.classes_), model.vectorizer_
    a_class = (model.slopes_, model.offsets_, model.thresholds_, model.intercept_)
    return (
        all(part.shape == (n_classes,) for part in a_class)
        and model.coef_.shape == (n_classes, vectorizer.n_features_)
        and vectorizer.idf_.shape == vectorizer.terms_.shape
    )


def tokenizer_parts(tokenizer: Tokenizer) -> Parts:
    """Return what a tokenizer is made of."""
    return {
        "lexicon_words": np.array([entry.word for entry in tokenizer.lexicon], dtype=np.str_),
        "lexicon_frequencies": np.array([entry.frequency for entry in tokenizer.lexicon], dtype=np.int64),
        "stopwords": np.array(sorted(tokenizer.stopwords), dtype=np.str_),
        "engine": tokenizer.engine,
    }


def tokenizer_from(parts: Parts) -> Tokenizer:
    """Make a tokenizer of its parts."""
    pairs = zip(parts["lexicon_words"].tolist(), parts["lexicon_frequencies"].tolist(), strict=True)
    lexicon = [LexiconWord(word, frequency) for word, frequency in pairs]
    return Tokenizer(lexicon, frozenset(parts["stopwords"].tolist()), parts["engine"])


def _vectorizer(model: ThemeModel, parts: Parts) -> TextVectorizer:
    return model.new_vectorizer().restore(parts["terms_"], parts["n_grams_"], parts["idf_"])


def _add_newer_parts(model: ThemeModel, parts: Parts) -> None:
    threshold = float(parts.get("novelty_threshold", math.inf))
    if math.isnan(threshold):
        raise ValueError("no novelty threshold")
    model.novelty_ = Novelty(model.vectorizer_, threshold)
    model.theme_sets_ = _theme_sets(model, parts)
    model.precision_thresholds_ = _precision_thresholds(model, parts)
    if not model.multilabel_:
        model.thresholds_ = np.zeros(len(model.classes_))
    model.min_characters_ = int(parts.get("min_characters", MIN_CHARACTERS))
    model.training_texts_ = _training_texts(model, parts)


def _theme_sets(model: ThemeModel, parts: Parts) -> ThemeSets | None:
    if "set_floors" not in parts:
        return None
    floors = np.asarray(parts["set_floors"], dtype=np.float64)
    if floors.shape != (len(model.classes_) if model.multilabel_ else 1, N_LEVELS + 1):
        raise ValueError(f"floors of the shape {floors.shape}")
    return ThemeSets(model.classes_, floors, multilabel=model.multilabel_)


def _precision_thresholds(model: ThemeModel, parts: Parts) -> npt.NDArray[np.float64] | None:
    if "precision_thresholds" not in parts:
        return None
    thresholds = np.asarray(parts["precision_thresholds"], dtype=np.float64)
    if thresholds.shape != (len(model.classes_), N_PERCENTS + 1):
        raise ValueError(f"thresholds of the shape {thresholds.shape}")
    return thresholds


def _text_parts(model: ThemeModel, kept: TrainingTexts) -> Parts:
    """The training texts as bytes one after another: an array of str would be as wide as the longest."""
    encoded = [text.encode(errors="surrogatepass") for text in kept.texts]
    columns = model.classes_.tolist()
    carried = [[theme in themes for theme in columns] for themes in kept.themes]
    return {
        "text_bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "text_lengths": np.array([len(text) for text in encoded], dtype=np.int64),
        "text_themes": np.array(carried, dtype=np.bool_),
    }


def _training_texts(model: ThemeModel, parts: Parts) -> TrainingTexts | None:
    if "text_lengths" not in parts:
        return None
    ends = np.cumsum(parts["text_lengths"])
    data, carried = parts["text_bytes"].astype(np.uint8).tobytes(), parts["text_themes"]
    if carried.shape != (len(ends), len(model.classes_)) or ends[-1:].tolist() != [len(data)]:
        raise ValueError("training texts that do not fit their themes")
    bounds = zip((ends - parts["text_lengths"]).tolist(), ends.tolist(), strict=True)
    texts = [data[start:end].decode(errors="surrogatepass") for start, end in bounds]
    themes = [tuple(model.classes_[row].tolist()) for row in carried.astype(bool)]
    return TrainingTexts(texts, themes, model.vectorizer_)
