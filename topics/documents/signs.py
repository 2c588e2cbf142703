"""How likely a look-alike is what was printed: what speaks for and against it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from topics.documents.triples import UNSEEN, TripleCounts
from topics.words.lexicon import Confusion

COMMON_PAIR = math.log(50)
"""A word is common where its characters stand together this often in the counted news, in nats."""

_LONG_WORD = 3


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


@dataclass(frozen=True, slots=True)
class LookAlike:
    """What may have been printed at a place of joined texts, and how well it goes with its neighbours.

    `around` are the five characters about the place as they came. In nats, `together` says how
    often what may have been printed stands with the character before and with the one after,
    `gains` how much oftener than what came, `rarity` how much more often that comes.
    """

    place: int
    around: str
    right: str
    together: tuple[float, float]
    gains: tuple[float, float]
    rarity: float

    @property
    def wrong(self) -> str:
        """The character that came."""
        return self.around[2]


@dataclass(frozen=True, slots=True)
class Word:
    """How many characters of a word stand before a look-alike and after it, and how many were words of their own."""

    n_before: int
    n_after: int
    n_alone: int


class Signs:
    """The counts and weights that tell misread words from rare ones."""

    def __init__(self, confusions: Sequence[Confusion], triples: TripleCounts, weights: SignWeights) -> None:
        self._frequent = {(pair.wrong, pair.right) for pair in confusions if pair.frequent}
        self._triples, self._weights = triples, weights

    def of_context(self, found: LookAlike) -> float:
        """Return what speaks for a look-alike, in log-odds, whatever word it makes."""
        wrong, right = _triples(found.around, found.wrong), _triples(found.around, found.right)
        seen = [self._triples.logarithm(triple) for triple in wrong]
        gain = math.fsum(map(self._triples.logarithm, right)) - math.fsum(seen)
        weights = self._weights
        return (
            weights.constant
            + weights.rarity * found.rarity
            + weights.triples * gain
            + weights.triple_seen * (max(seen) > UNSEEN)
            + weights.frequent * ((found.wrong, found.right) in self._frequent)
        )

    def of_word(self, found: LookAlike, word: Word) -> float:
        """Return what speaks for a look-alike by the word that it makes; minus infinity where that is rare."""
        weights, log_odds = self._weights, 0.0
        for within, together, gain in zip((word.n_before, word.n_after), found.together, found.gains, strict=True):
            if within and together < COMMON_PAIR:
                return -math.inf
            log_odds += gain * (weights.inside if within else weights.outside)
        is_long = 1 + word.n_before + word.n_after >= _LONG_WORD
        return log_odds + weights.long_word * is_long + weights.lone_characters * (word.n_alone > 1)

    def of_best_word(self, found: LookAlike) -> float:
        """Return the most that any word could speak for a look-alike."""
        weights = self._weights
        return (
            weights.inside * sum(max(0.0, gain) for gain in found.gains) + weights.long_word + weights.lone_characters
        )


def _triples(around: str, character: str) -> list[str]:
    """The triples of five characters with another one in their middle."""
    text = f"{around[:2]}{character}{around[3:]}"
    return [text[start : start + 3] for start in range(3)]
