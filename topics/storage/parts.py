"""ThemeClassifier <-> the plain arrays and values that are stored."""

import math

import numpy as np

from topics.errors import ModelError
from topics.features.vectorizer import TextVectorizer
from topics.storage.archive import Parts
from topics.themes.classifier import ThemeClassifier
from topics.themes.novelty import Novelty
from topics.themes.taxonomy import Taxonomy
from topics.words.lexicon import LexiconWord
from topics.words.tokenizer import Tokenizer

_FITTED = ("classes_", "multilabel_", "slopes_", "offsets_", "thresholds_", "intercept_")
_PARAMETERS = ("C", "min_df", "seed_weight", "n_folds", "random_state")


def parts_of(model: ThemeClassifier) -> Parts:
    """Return what a fitted classifier is made of."""
    vectorizer, tokenizer = model.vectorizer_, model.vectorizer_.tokenizer_
    return {
        **{name: getattr(model, name) for name in _PARAMETERS},
        **{name: getattr(model, name) for name in _FITTED},
        "coef_": model.coef_,
        "terms_": vectorizer.terms_,
        "n_grams_": vectorizer.n_grams_,
        "idf_": vectorizer.idf_,
        "lexicon_words": np.array([entry.word for entry in tokenizer.lexicon], dtype=np.str_),
        "lexicon_frequencies": np.array([entry.frequency for entry in tokenizer.lexicon], dtype=np.int64),
        "stopwords": np.array(sorted(tokenizer.stopwords), dtype=np.str_),
        "engine": tokenizer.engine,
        "novelty_threshold": model.novelty_.threshold,
    }


def model_from(parts: Parts, taxonomy: Taxonomy | None, source: str) -> ThemeClassifier:
    """Make a fitted classifier of its parts; ModelError where one is missing or misshapen.

    Models of earlier versions lack the novelty threshold.
    """
    try:
        model = ThemeClassifier(taxonomy, _tokenizer(parts), **{name: parts[name] for name in _PARAMETERS})
        for name in (*_FITTED, "coef_"):
            setattr(model, name, parts[name])
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


def _fits(model: ThemeClassifier) -> bool:
    """Tell whether all parts have the shapes that belong together."""
    n_classes, vectorizer = len(model.classes_), model.vectorizer_
    a_class = (model.slopes_, model.offsets_, model.thresholds_, model.intercept_)
    return (
        all(part.shape == (n_classes,) for part in a_class)
        and model.coef_.shape == (n_classes, vectorizer.n_features_)
        and vectorizer.idf_.shape == vectorizer.terms_.shape
    )


def _add_newer_parts(model: ThemeClassifier, parts: Parts) -> None:
    threshold = float(parts.get("novelty_threshold", math.inf))
    if math.isnan(threshold):
        raise ValueError("no novelty threshold")
    model.novelty_ = Novelty(model.vectorizer_, threshold)


def _tokenizer(parts: Parts) -> Tokenizer:
    pairs = zip(parts["lexicon_words"].tolist(), parts["lexicon_frequencies"].tolist(), strict=True)
    lexicon = [LexiconWord(word, frequency) for word, frequency in pairs]
    return Tokenizer(lexicon, frozenset(parts["stopwords"].tolist()), parts["engine"])


def _vectorizer(model: ThemeClassifier, parts: Parts) -> TextVectorizer:
    return model.new_vectorizer().restore(parts["terms_"].tolist(), parts["n_grams_"], parts["idf_"])
