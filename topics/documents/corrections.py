"""Misread words: 治理部系 -> 治理体系, where OCR took a character for one that looks like it.

A word is put right only if it is impossible as it stands, its characters being no word
together, and if a look-alike of one character makes a common word of it. How much likelier
the text becomes is told by the counts of neighbouring characters (a noisy channel: Kernighan,
Church and Gale 1990). Names are left alone: what follows a surname may be a given name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from topics.documents.fluency import shipped_fluency
from topics.documents.lookalikes import LookAlikeFinder
from topics.documents.signs import Signs, SignWeights
from topics.documents.suspects import Suspect, SuspectFinder
from topics.documents.triples import shipped_triples
from topics.shipped import CONFUSIONS_FILE, SURNAMES_FILE
from topics.types import Correction
from topics.words.lexicon import read_confusions, read_words
from topics.words.shipped import shared_tokenizer

_APART = 16
"""Words of one text that are put right at once stand farther apart: neither is a sign for the other."""


class Corrector:
    """Finds the misread words of texts."""

    def __init__(self, finder: SuspectFinder, threshold: float = 4.5) -> None:
        self._finder, self._threshold = finder, threshold

    def find(self, texts: Sequence[str]) -> list[tuple[Correction, ...]]:
        """Return the corrections of each text, in order; a corrected text has none left.

        Rounds go on while there is something to correct: each makes a text likelier by
        `LEAST_GAIN` at least, so that they end.
        """
        better, rows = list(texts), list(range(len(texts)))
        spans: dict[int, list[tuple[int, int]]] = {}
        while chosen := self._likeliest([better[row] for row in rows]):
            for suspect in chosen:
                row, place = rows[suspect.row], suspect.place
                better[row] = better[row][:place] + suspect.right + better[row][place + 1 :]
                spans.setdefault(row, []).append((suspect.start, suspect.end))
            rows = sorted({rows[suspect.row] for suspect in chosen})
        found: list[tuple[Correction, ...]] = [()] * len(texts)
        for row, places in spans.items():
            found[row] = _differences(texts[row], better[row], places)
        return found

    def may_correct(self, text: str, seam: int) -> bool:
        """Tell by the characters about a place whether a word across it may be misread: a cheap look at one seam."""
        return self._finder.may_find(text[max(0, seam - 2) : seam + 2])

    def _likeliest(self, texts: Sequence[str]) -> list[Suspect]:
        """The likeliest corrections, each too far from the others to change their signs."""
        chosen: dict[int, list[Suspect]] = {}
        for suspect in sorted(self._finder.find(texts, self._threshold), key=lambda suspect: -suspect.log_odds):
            others = chosen.setdefault(suspect.row, [])
            if all(abs(suspect.place - other.place) > _APART for other in others):
                others.append(suspect)
        return [suspect for row in sorted(chosen) for suspect in chosen[row]]


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
    weights = SignWeights()
    finder = LookAlikeFinder(confusions, shipped_fluency(), weights)
    signs = Signs(confusions, shipped_triples(), weights)
    return Corrector(SuspectFinder(finder, signs, surnames, shared_tokenizer()))
