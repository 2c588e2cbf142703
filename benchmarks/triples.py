"""Make seeds/triples.npz: how often three characters stand together in running text.

Usage: python benchmarks/triples.py CORPUS.jsonl.gz... [--leave-out HASHES.txt]

The corpora and the option are those of benchmarks/fluency.py. Only counts are kept.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fluency import texts

from topics.documents.triples import LEAST, STEPS
from topics.shipped import TRIPLES_FILE

_PLANE = 0x10000
_PARTS = {"first": 32, "second": 16, "third": 0}
"""How far the code of each character of a triple is shifted."""


def main() -> None:
    """Count the texts and write the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--leave-out", type=Path)
    arguments = parser.parse_args()
    left_out = frozenset(arguments.leave_out.read_text().split()) if arguments.leave_out else frozenset()
    np.savez_compressed(TRIPLES_FILE, **count(texts(arguments.corpora, left_out)))


def count(folded: Iterable[str]) -> dict[str, npt.NDArray[np.generic]]:
    """Return the arrays of triples.npz: the characters of each triple, sorted, and its logarithmic count."""
    found: list[npt.NDArray[np.uint64]] = []
    for text in folded:
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
        points = points[points < _PLANE]
        found.append(points[:-2] << np.uint64(32) | points[1:-1] << np.uint64(16) | points[2:])
    codes, counts = np.unique(np.concatenate(found), return_counts=True)
    codes, counts = codes[counts >= LEAST], counts[counts >= LEAST]
    parts = {name: (codes >> np.uint64(shift)).astype(np.uint16) for name, shift in _PARTS.items()}
    return {**parts, "counts": np.minimum(255, np.round(np.log2(counts) * STEPS)).astype(np.uint8)}


if __name__ == "__main__":
    main()
