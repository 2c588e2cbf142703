"""How often three characters stand together in running text: what a misread one breaks.

The counts come from the same 140,000 paragraphs of news as those of fluency.py. Only triples
that were seen ten times or more are kept (seeds/triples.npz), each with ten times the binary
logarithm of its count in a byte.
"""

from functools import cache

import numpy as np

from topics.documents.fluency import Counts
from topics.shipped import TRIPLES_FILE

STEPS = 10.0
LEAST = 10


@cache
def shipped_triples() -> Counts:
    """Load the counts that ship, once a process; one too rare to keep counts as seen a third of `LEAST` times."""
    with np.load(TRIPLES_FILE, allow_pickle=False) as data:
        first, second, third = (data[name].astype(np.uint64) for name in ("first", "second", "third"))
        logarithms = data["counts"].astype(np.float32) * np.float32(np.log(2) / STEPS)
    codes = first << np.uint64(32) | second << np.uint64(16) | third
    return Counts(codes, logarithms, np.float32(np.log(LEAST / 3)))
