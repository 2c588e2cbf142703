"""What the tests of discovery share: texts of four subjects, and an encoder that tells them apart."""

from collections.abc import Sequence

import numpy as np
import pytest

SUBJECTS = {
    "fish": ("渔民", "渔船", "海鱼", "渔港", "出海"),
    "wheat": ("小麦", "收割机", "麦田", "农民", "粮仓"),
    "train": ("高铁", "车站", "乘客", "列车", "铁路"),
    "film": ("电影", "导演", "票房", "观众", "演员"),
}


def subject_texts(n: int) -> tuple[list[str], list[str]]:
    """Texts that name three words of one subject each, and their subjects."""
    rng = np.random.default_rng(0)
    subjects = [list(SUBJECTS)[row % len(SUBJECTS)] for row in range(n)]
    words = [rng.choice(SUBJECTS[subject], size=3, replace=False) for subject in subjects]
    return [f"{a}和{b}，还有{c}。第{row}篇" for row, (a, b, c) in enumerate(words)], subjects


class WordEncoder:
    """An encoder of the user's own: which of the words of the subjects a text holds."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        words = [word for subject in SUBJECTS.values() for word in subject]
        return np.array([[word in text for word in words] for text in texts], dtype=np.float32).reshape(-1, len(words))


@pytest.fixture(scope="session")
def encoder() -> WordEncoder:
    return WordEncoder()


def purity(found: np.ndarray, truth: Sequence[str]) -> float:
    """The share of texts that belong to the commonest subject of their topic."""
    counts = [np.unique(np.array(truth)[found == topic], return_counts=True)[1].max() for topic in np.unique(found)]
    return sum(counts) / len(truth)
