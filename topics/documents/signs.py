"""How likely suspects are misread words: what speaks for and against each."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from topics.documents.fluency import Counts, Floats, Fluency, Points
from topics.documents.gains import COMMON_PAIR
from topics.documents.suspects import Suspect
from topics.words.lexicon import Confusion

_LONG_WORD = 3
_AROUND = np.arange(-2, 3)
_HERE = 2
_TRIPLE = 3


@dataclass(frozen=True, slots=True)
class SignWeights:
    """What each sign of a misread word adds to the log-odds that it is one.

    The weights of a logistic model, fitted on the suspects of 17 million characters of news,
    less its true misprints, against 28,000 errors made on purpose with counts of other news;
    `frequent` is as high, and `triple_seen` as low, as left the false corrections of that news
    about as few.
    """

    constant: float = -3.34
    inside: float = 0.7
    outside: float = 0.31
    rarity: float = 0.4
    long_word: float = 1.29
    lone_characters: float = 1.03
    triples: float = 0.38
    triple_seen: float = -2.5
    frequent: float = 1.8


class Signs:
    """The counts that tell misread words from rare ones."""

    def __init__(
        self,
        confusions: Sequence[Confusion],
        fluency: Fluency,
        triples: Counts,
        weights: SignWeights | None = None,
    ) -> None:
        self._frequent = {ord(pair.wrong) << 16 | ord(pair.right) for pair in confusions if pair.frequent}
        self._fluency, self._triples = fluency, triples
        self._weights = np.array(astuple(weights or SignWeights()), dtype=np.float32)

    def log_odds(self, points: Points, suspects: Sequence[Suspect]) -> Floats:
        """Return the log-odds that each suspect is a common word misread, (n_suspects,) float32."""
        around = _around(points, suspects)
        within = np.array([(one.start < one.place, one.place + 1 < one.end) for one in suspects])
        pairs = self._fluency.together(around[..., 1:3], around[..., 2:4])  # (2, n, 2): with what stands before, after
        counts = self._fluency.characters.logarithm(around[..., _HERE])  # (2, n)
        triples = self._triples.logarithm(_codes_of_triples(around))  # (2, n, 3)
        gains = pairs[1] - pairs[0]
        columns = (
            np.ones(len(suspects)),
            (gains * within).sum(axis=1),
            (gains * ~within).sum(axis=1),
            counts[0] - counts[1],
            [suspect.end - suspect.start >= _LONG_WORD for suspect in suspects],
            [suspect.n_alone > 1 for suspect in suspects],
            (triples[1] - triples[0]).sum(axis=1),
            (triples[0] > self._triples.unseen).any(axis=1),
            [code in self._frequent for code in (around[0, :, _HERE] << np.uint32(16) | around[1, :, _HERE]).tolist()],
        )
        log_odds = np.array(columns, dtype=np.float32).T @ self._weights
        is_common = ((pairs[1] >= COMMON_PAIR) | ~within).all(axis=1)
        return np.where(is_common, log_odds, np.float32(-np.inf))


def _around(points: Points, suspects: Sequence[Suspect]) -> Points:
    """(2, n_suspects, 5): two characters on each side of each place, as they came and with the look-alike."""
    places = np.array([suspect.point for suspect in suspects], dtype=np.intp)
    around = np.stack([points[places[:, None] + _AROUND]] * 2)
    around[1, :, _HERE] = [ord(suspect.right) for suspect in suspects]
    return around


def _codes_of_triples(around: Points) -> npt.NDArray[np.uint64]:
    first, second, third = (around[..., start : start + _TRIPLE].astype(np.uint64) for start in range(_TRIPLE))
    return first << np.uint64(32) | second << np.uint64(16) | third
