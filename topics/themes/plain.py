"""What labelling asks of texts, found step by step in Python: the reference, and what runs where numba is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.themes.block import EvidenceLists, Floats, Numbers, ThemeLists, Trace, offsets_of
from topics.themes.evidence import find_evidence
from topics.types import Evidence

if TYPE_CHECKING:
    from topics.themes.model import ThemeModel


class PlainScores:
    """Scores of texts by their matrix of features, `features` (n_texts, n_features)."""

    def __init__(self, model: ThemeModel, texts: Sequence[str]) -> None:
        self._model, self._texts = model, texts
        self.features = model.vectorizer_.transform(texts)

    def margins(self) -> Floats:
        """Return the margins (n_texts, n_classes)."""
        return self._model.margins(self.features)

    def count_letters(self) -> Numbers:
        """Return (n_texts,): the letters and digits of each text."""
        counts = [sum(character.isalnum() for character in text) for text in self._texts]
        return np.array(counts, dtype=np.int64)

    def trace(self, themes: ThemeLists, max_evidence: int) -> Trace:
        """Return what is new and what spoke for `themes` in each text that has any."""
        rows = np.flatnonzero(np.diff(themes.offsets))
        texts = [self._texts[row] for row in rows.tolist()]
        found = [self._evidence(row, themes, max_evidence) for row in range(len(self._texts))]
        return Trace(rows, self._model.novelty_.unseen(texts, self.features[rows]), self._listed(found))

    def _evidence(self, row: int, themes: ThemeLists, max_evidence: int) -> tuple[Evidence, ...]:
        columns = themes.columns[themes.offsets[row] : themes.offsets[row + 1]]
        if not len(columns):
            return ()
        model = self._model
        names = model.classes_[columns].tolist()
        return find_evidence(self._texts[row], model.vectorizer_, model.coef_[columns], names, max_evidence)

    def _listed(self, found: Sequence[tuple[Evidence, ...]]) -> EvidenceLists:
        spans = [span for own in found for span in own]
        columns = {theme: column for column, theme in enumerate(self._model.classes_.tolist())}
        words = [span.text.encode() for span in spans]
        return EvidenceLists(
            offsets=offsets_of([len(own) for own in found]),
            columns=np.array([columns[span.theme] for span in spans], dtype=np.int32),
            starts=np.array([span.start for span in spans], dtype=np.int32),
            ends=np.array([span.end for span in spans], dtype=np.int32),
            weights=np.array([span.weight for span in spans], dtype=np.float64),
            text_offsets=offsets_of([len(word) for word in words]),
            text_data=np.frombuffer(b"".join(words), dtype=np.uint8),
        )
