"""Misread words: 治理部系 -> 治理体系, where OCR took a character for one that looks like it.

A word is put right only if it is impossible as it stands, its characters being no word
together, and if a look-alike of one character makes a common word of it. How much likelier
the text becomes is told by the counts of neighbouring characters (a noisy channel: Kernighan,
Church and Gale 1990). Names are left alone: what follows a surname may be a given name.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from operator import mul

from topics.characters import fold
from topics.documents.fluency import Fluency, shipped_fluency
from topics.documents.gains import GainTables, pair_count
from topics.documents.triples import TripleCounts, shipped_triples
from topics.shipped import CONFUSIONS_FILE, SURNAMES_FILE
from topics.types import Correction
from topics.words.lexicon import Confusion, read_confusions, read_words
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

_OUTSIDE = "\0"
"""What stands before and after a text: a character that is never counted."""

_WINDOW = 8
"""How many characters on each side of a place are cut into words; longer words are rare."""

_LEAST_GAIN = 5.0
"""In nats: what a correction gains at the least, whatever else speaks for it."""

_COMMON_PAIR = 50.0
"""A word is common where its characters stand together this often in the counted news."""

_MOST_BY_SKIP = 6.0
_LONG_WORD = 3


@dataclass(frozen=True, slots=True)
class CorrectionWeights:
    """What each sign of a misread word adds to the log-odds that it is one.

    The weights of a logistic model, fitted on the suspects of 17 million characters of news,
    less its true misprints, against 28,000 errors made on purpose with counts of other news;
    `frequent` is as high as left the false corrections of that news about as few.
    """

    constant: float = -3.34
    inside: float = 0.7
    outside: float = 0.31
    rarity: float = 0.4
    skips: float = 0.29
    long_word: float = 1.29
    lone_characters: float = 1.03
    seen: float = -1.36
    triples: float = 0.38
    triple_seen: float = -1.74
    frequent: float = 1.8


@dataclass(frozen=True, slots=True)
class Suspect:
    """A look-alike character that would make a word of `text[start:end]`, and the signs for it."""

    place: int
    right: str
    start: int
    end: int
    signs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """How often a character stands beside its neighbour, as it came and as its look-alike."""

    wrong: float
    right: float

    @property
    def gain(self) -> float:
        return math.log(self.right / self.wrong)


class Corrector:
    """Finds the misread words of a text."""

    def __init__(
        self,
        confusions: Sequence[Confusion],
        surnames: frozenset[str],
        tokenizer: Tokenizer,
        fluency: Fluency,
        triples: TripleCounts,
        weights: CorrectionWeights | None = None,
        threshold: float = 4.8,
    ) -> None:
        self._look_alikes = _look_alikes(confusions)
        self._frequent = frozenset((pair.wrong, pair.right) for pair in confusions if pair.frequent)
        self._surnames = surnames
        self._tokenizer = tokenizer
        self._fluency = fluency
        self._triples = triples
        self._weights = astuple(weights or CorrectionWeights())
        self._threshold = threshold
        self._gains = GainTables(self._look_alikes, fluency)

    def find(self, text: str) -> tuple[Correction, ...]:
        """Return the corrections of a text, in order; a corrected text has none left.

        Rounds go on while there is something to correct: each makes the text likelier by
        `_LEAST_GAIN` at least, so that they end.
        """
        better = text
        spans: list[tuple[int, int]] = []
        while suspects := self._round(better):
            for suspect in suspects:
                better = better[: suspect.place] + suspect.right + better[suspect.place + 1 :]
                spans.append((suspect.start, suspect.end))
        return _differences(text, better, spans) if spans else ()

    def suspects(self, text: str) -> Iterator[Suspect]:
        """Yield each way to make a common word of an impossible one, likely or not."""
        for place in self._gains.places(text, _LEAST_GAIN):
            first = max(0, place - _WINDOW)
            around = fold(text[first : place + _WINDOW + 1])
            for right in self._look_alikes[around[place - first]]:
                suspect = self._suspect(around, place - first, right)
                if suspect is not None:
                    yield replace(suspect, place=place, start=first + suspect.start, end=first + suspect.end)

    def score(self, suspect: Suspect) -> float:
        """Return the log-odds that a character was misread."""
        return math.fsum(map(mul, self._weights, suspect.signs))

    def _round(self, text: str) -> list[Suspect]:
        """The likeliest corrections, each too far from the others to change their signs."""
        likely = [(-self.score(suspect), suspect.place, suspect) for suspect in self.suspects(text)]
        chosen: list[Suspect] = []
        for loss, place, suspect in sorted(likely, key=lambda entry: entry[:2]):
            if -loss >= self._threshold and all(abs(place - other.place) > 2 * _WINDOW for other in chosen):
                chosen.append(suspect)
        return chosen

    def _suspect(self, text: str, place: int, right: str) -> Suspect | None:
        """A look-alike in the folded text around a place, if it makes a common word of what is none."""
        left_side = self._side(text[place - 1 : place] or _OUTSIDE, text[place], right, after=True)
        right_side = self._side(text[place + 1 : place + 2] or _OUTSIDE, text[place], right, after=False)
        rarity = math.log(self._count(text[place]) / self._count(right))
        if left_side.gain + right_side.gain + rarity < _LEAST_GAIN:
            return None
        word = self._word(text, place, right)
        if word is None:
            return None
        start, end, n_alone = word
        inner = [left_side] * (start < place) + [right_side] * (place + 1 < end)
        if min(side.right for side in inner) < _COMMON_PAIR:
            return None
        gain = math.fsum(side.gain for side in inner)
        signs = (
            1.0,
            gain,
            left_side.gain + right_side.gain - gain,
            rarity,
            self._gain_by_skips(text, place, right),
            float(end - start >= _LONG_WORD),
            float(n_alone > 1),
            float(any(side.wrong > self._fluency.neighbours.unseen for side in inner)),
            *self._signs_of_triples(text, place, right),
            float((text[place], right) in self._frequent),
        )
        return Suspect(place, right, start, end, signs)

    def _word(self, text: str, place: int, right: str) -> tuple[int, int, int] | None:
        """The word that a look-alike makes and how many of its characters stood alone, if it was no word before."""
        cut = self._spans(text)
        start, end = next(span for span in self._spans(text[:place] + right + text[place + 1 :]) if place < span[1])
        edges = {edge for span in cut for edge in span}
        if end - start == 1 or (place, place + 1) not in cut or not {start, end} <= edges:
            return None
        follows_surname = (start - 1, start) in cut and text[start - 1] in self._surnames
        if follows_surname or (place == start and {text[place], right} <= self._surnames):
            return None
        return start, end, sum(start <= one and other <= end and other - one == 1 for one, other in cut)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """The places of the words of a text."""
        ends = list(accumulate(map(len, self._tokenizer.cut(text))))
        return list(pairwise([0, *ends]))

    def _side(self, neighbour: str, wrong: str, right: str, *, after: bool) -> _Side:
        pairs = [neighbour + wrong, neighbour + right] if after else [wrong + neighbour, right + neighbour]
        return _Side(*(pair_count(self._fluency, *pair) for pair in pairs))

    def _gain_by_skips(self, text: str, place: int, right: str) -> float:
        """How much better a look-alike goes with the next characters but one."""
        wrong = text[place]
        back, forth = text[place - 2 : place - 1] if place > 1 else "", text[place + 2 : place + 3]
        gains = [
            self._fluency.skip_association(*pair_right) - self._fluency.skip_association(*pair_wrong)
            for pair_right, pair_wrong in ((back + right, back + wrong), (right + forth, wrong + forth))
            if len(pair_right) > 1
        ]
        return math.fsum(max(-_MOST_BY_SKIP, min(_MOST_BY_SKIP, gain)) for gain in gains)

    def _signs_of_triples(self, text: str, place: int, right: str) -> tuple[float, float]:
        """How much oftener the triples around a look-alike were seen, and whether one was as it stands."""
        around = _OUTSIDE * 2 + text[max(0, place - 2) : place]
        before, after = around[-2:], (text[place + 1 : place + 3] + _OUTSIDE * 2)[:2]
        wrong, better = ([f"{before}{one}{after}"[at : at + 3] for at in range(3)] for one in (text[place], right))
        gain = math.fsum(map(self._triples.logarithm, better)) - math.fsum(map(self._triples.logarithm, wrong))
        return gain, float(any(map(self._triples.holds, wrong)))

    def _count(self, character: str) -> float:
        return self._fluency.characters.get(character, 1.0)


def _look_alikes(confusions: Iterable[Confusion]) -> dict[str, str]:
    """Wrong character -> the right ones it may stand for."""
    rights: dict[str, str] = {}
    for pair in confusions:
        rights[pair.wrong] = rights.get(pair.wrong, "") + pair.right
    return rights


def corrected(text: str, corrections: Iterable[Correction]) -> str:
    """Return a text with its corrections made; its length stays."""
    for correction in corrections:
        text = text[: correction.start] + correction.right + text[correction.end :]
    return text


def moved(corrections: Iterable[Correction], offset: int) -> tuple[Correction, ...]:
    """Return the corrections of a text that now starts at `offset` of another."""
    return tuple(replace(row, start=row.start + offset, end=row.end + offset) for row in corrections)


def merged(text: str, made: Sequence[Correction], found: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return the corrections that led to a text and those found in it since, as if made at once."""
    came, better = text, corrected(text, found)
    for row in made:
        came = came[: row.start] + row.wrong + came[row.end :]
    return _differences(came, better, [(row.start, row.end) for row in (*made, *found)])


def _differences(came: str, better: str, spans: Iterable[tuple[int, int]]) -> tuple[Correction, ...]:
    """The corrections between two texts, in order; places that overlap become one."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(Correction(start, end, came[start:end], better[start:end]) for start, end in united)


@cache
def shipped_corrector() -> Corrector:
    """Load the corrector with the lists and counts that ship, once a process."""
    confusions, surnames = read_confusions(CONFUSIONS_FILE), read_words(SURNAMES_FILE)
    return Corrector(confusions, surnames, shipped_tokenizer(), shipped_fluency(), shipped_triples())
