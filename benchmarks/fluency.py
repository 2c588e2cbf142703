"""Make seeds/fluency.npz: how often characters and pairs of them stand in running text.

Usage: python benchmarks/fluency.py CORPUS.jsonl.gz... [--leave-out HASHES.txt]

A corpus has a `text` in each row. Only counts are kept, as ten times their binary logarithm
in a byte; rare pairs are left out. `--leave-out` names texts (first 16 hex digits of their
sha256) that are not counted.
"""

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.shipped import FLUENCY_FILE

_STEPS = 10
_LEAST = {"pairs": 10, "skips": 20, "openings": 3}
_PLANE = 0x10000

Codes = npt.NDArray[np.uint32]


def main() -> None:
    """Count the texts and write the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--leave-out", type=Path)
    arguments = parser.parse_args()
    left_out = frozenset(arguments.leave_out.read_text().split()) if arguments.leave_out else frozenset()
    np.savez_compressed(FLUENCY_FILE, **count(texts(arguments.corpora, left_out)))


def texts(corpora: list[Path], left_out: frozenset[str]) -> Iterator[str]:
    """Yield the folded texts of the corpora."""
    for corpus in corpora:
        with gzip.open(corpus, "rt", encoding="utf-8") as rows:
            for row in rows:
                text = json.loads(row)["text"]
                if hashlib.sha256(text.encode()).hexdigest()[:16] not in left_out:
                    yield fold(text.strip())


def count(folded: Iterator[str]) -> dict[str, npt.NDArray[np.generic]]:
    """Return the arrays of fluency.npz."""
    neighbours: list[Codes] = []
    skips: list[Codes] = []
    openings: Counter[int] = Counter()
    for text in folded:
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        points = points[points < _PLANE]
        neighbours.append(points[:-1] << np.uint32(16) | points[1:])
        skips.append(points[:-2] << np.uint32(16) | points[2:])
        if len(points) > 1:
            openings[int(points[0]) << 16 | int(points[1])] += 1
    pairs, pair_counts = np.unique(np.concatenate(neighbours), return_counts=True)
    lefts = np.bincount(pairs >> np.uint32(16), weights=pair_counts, minlength=_PLANE)
    characters = np.flatnonzero(lefts >= _LEAST["pairs"])
    opening_codes = np.array(sorted(openings), dtype=np.uint32)
    opening_counts = np.array([openings[int(code)] for code in opening_codes])
    return {
        "totals": np.array([lefts.sum(), opening_counts.sum()], dtype=np.float64),
        "characters": characters.astype(np.uint16),
        "character_counts": _logarithmic(lefts[characters]),
        **_frequent("pairs", "pair_counts", pairs, pair_counts),
        **_frequent("skips", "skip_counts", *np.unique(np.concatenate(skips), return_counts=True)),
        **_frequent("openings", "opening_counts", opening_codes, opening_counts),
    }


def _frequent(
    name: str, counts_name: str, codes: Codes, counts: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[np.generic]]:
    kept = counts >= _LEAST[name]
    return {name: codes[kept], counts_name: _logarithmic(counts[kept])}


def _logarithmic(counts: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    return np.minimum(255, np.round(np.log2(counts) * _STEPS)).astype(np.uint8)


if __name__ == "__main__":
    main()
