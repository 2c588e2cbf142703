"""How often three characters stand together in running text: what a misread one breaks.

The counts come from the same 140,000 paragraphs of news as those of fluency.py. Only triples
that were seen ten times or more are kept (seeds/triples.npz), each with ten times the binary
logarithm of its count in a byte.
"""

import math
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

import numpy as np

from topics.shipped import TRIPLES_FILE

STEPS = 10.0
LEAST = 10
_LENGTH = 3
_NATS = math.log(2.0) / STEPS
UNSEEN = math.log(LEAST / 3)


@dataclass(frozen=True, slots=True)
class TripleCounts:
    """Sorted codes of triples of characters, and their logarithmic counts."""

    codes: "array[int]"
    counts: bytes

    def logarithm(self, triple: str) -> float:
        """Return the natural logarithm of the count of a folded triple.

        One that was too rare to keep counts as if seen a third of `LEAST` times.
        """
        if len(triple) < _LENGTH or max(triple) > "\uffff":
            return UNSEEN
        code = ord(triple[0]) << 32 | ord(triple[1]) << 16 | ord(triple[2])
        place = bisect_left(self.codes, code)
        found = place < len(self.codes) and self.codes[place] == code
        return self.counts[place] * _NATS if found else UNSEEN


@cache
def shipped_triples() -> TripleCounts:
    """Load the counts that ship, once a process: they never change."""
    with np.load(TRIPLES_FILE, allow_pickle=False) as data:
        first, second, third = (data[name].astype(np.uint64) for name in ("first", "second", "third"))
        codes = first << np.uint64(32) | second << np.uint64(16) | third
        return TripleCounts(array("Q", codes.tobytes()), data["counts"].tobytes())
