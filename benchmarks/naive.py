"""What one would write first, and fastText where it is installed, to measure others against; not run by itself."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

Scores = Callable[[list[str]], object]

_MARK = "__label__"
_FASTTEXT = {"dim": 100, "epoch": 25, "lr": 0.5, "wordNgrams": 2, "loss": "ova", "thread": 1, "verbose": 0}


def naive_model(texts: Sequence[str], truth: np.ndarray) -> Scores:
    """Return jieba, TfidfVectorizer and one logistic regression a theme, fitted to `truth` (n_texts, n_themes)."""
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
    pipeline = make_pipeline(words, OneVsRestClassifier(LogisticRegression(max_iter=1000)))
    return pipeline.fit(texts, truth).predict_proba


def fasttext_model(texts: Sequence[str], truth: np.ndarray) -> Scores | None:
    """Return jieba and fastText with one binary loss a theme, fitted alike; None where it is not installed."""
    if find_spec("fasttext") is None:
        return None
    import fasttext

    rows = (
        " ".join([*(f"{_MARK}{theme}" for theme in np.flatnonzero(own)), line])
        for own, line in zip(truth, _lines(texts), strict=True)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.txt"
        path.write_text("\n".join([*rows, ""]), encoding="utf-8")
        model = fasttext.train_supervised(str(path), **_FASTTEXT)
    return lambda given: model.predict(list(_lines(given)), k=-1)


def _lines(texts: Iterable[str]) -> Iterable[str]:
    """Words between spaces, each text on one line."""
    return (" ".join(" ".join(jieba.lcut(text)).split()) for text in texts)
