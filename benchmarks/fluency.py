"""Make seeds/fluency.npz: how often characters and pairs of them stand in running text.

Usage: python benchmarks/fluency.py CORPUS.jsonl.gz... [--leave-out HASHES.txt]

A corpus has a `text` in each row. Only counts are kept, as ten times their binary logarithm
in a byte; rare pairs are left out. Logistic models of how paragraphs begin and how clauses
end are fitted on the same texts and on half of the starter corpus, against places in
mid-sentence. `--leave-out` names texts (first 16 hex digits of their sha256) that are not used.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from topics.characters import fold
from topics.documents.fluency import N_EDGE_BUCKETS, Points, edge_buckets, first_points, last_points
from topics.shipped import FLUENCY_FILE, PARAGRAPHS

KINDS = ("report", "speech", "news", "feature")
PARTS = (0, 2)
"""Which quarters of the starter corpus are learned from; joins are fitted on 1 and measured on 3."""

_LONG, _MARGIN = 40, 10
_STEPS = 10
_LEAST = {"pairs": 10, "skips": 20}
OWN_WEIGHT = 5
"""How often the starter corpus counts: its prose is what pages on policing are made of."""
_PLANE = 0x10000
_CLAUSE_END = re.compile("[。!?;]")
_PUNCTUATION = re.compile("[。、…!?;:.,]")


def main() -> None:
    """Count the texts and write the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--leave-out", type=Path)
    arguments = parser.parse_args()
    left_out = frozenset(arguments.leave_out.read_text().split()) if arguments.leave_out else frozenset()
    folded = list(texts(arguments.corpora, left_out))
    prose = [*folded, *map(fold, starter_texts(*PARTS) * OWN_WEIGHT)]
    starts, starts_scale = fit_edges(*starting_and_cut(prose))
    ends, ends_scale = fit_edges(*ending_and_cut(prose))
    edges = {"starts": starts, "starts_scale": starts_scale, "ends": ends, "ends_scale": ends_scale}
    np.savez_compressed(FLUENCY_FILE, **count(folded), **edges)


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
    neighbours: list[Points] = []
    skips: list[Points] = []
    for text in folded:
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        points = points[points < _PLANE]
        neighbours.append(points[:-1] << np.uint32(16) | points[1:])
        skips.append(points[:-2] << np.uint32(16) | points[2:])
    pairs, pair_counts = np.unique(np.concatenate(neighbours), return_counts=True)
    lefts = np.bincount(pairs >> np.uint32(16), weights=pair_counts, minlength=_PLANE)
    characters = np.flatnonzero(lefts >= _LEAST["pairs"])
    return {
        "n_characters": np.array(lefts.sum()),
        "characters": characters.astype(np.uint16),
        "character_counts": _logarithmic(lefts[characters]),
        **_frequent("pairs", "pair_counts", pairs, pair_counts),
        **_frequent("skips", "skip_counts", *np.unique(np.concatenate(skips), return_counts=True)),
    }


def starter_texts(*parts: int) -> list[str]:
    """Return the running texts of some of the four parts of the starter corpus."""
    files = (PARAGRAPHS / f"{kind}.jsonl" for kind in KINDS)
    own = [json.loads(row)["text"] for file in files for row in file.read_text(encoding="utf-8").splitlines()]
    return [text for text in own if part_of(text) in parts]


def part_of(text: str) -> int:
    """Return which quarter of the starter corpus a text is in, 0 to 3: by the hash of its folded form."""
    return int(hashlib.sha256(fold(text).encode()).hexdigest(), 16) % 4


def starting_and_cut(prose: list[str]) -> tuple[Points, Points]:
    """Return how paragraphs begin, and what stands first where they were cut."""
    rng = random.Random(0)
    long = [text for text in prose if len(text) >= _LONG]
    return first_points(long), first_points([text[rng.randrange(_MARGIN, len(text) - _MARGIN) :] for text in long])


def ending_and_cut(prose: list[str]) -> tuple[Points, Points]:
    """Return what stands last before the end of a clause, and last where clauses were cut."""
    rng = random.Random(0)
    ended, cut = [], []
    for text in prose:
        ends = [match.start() for match in _CLAUSE_END.finditer(text, _MARGIN)]
        if len(text) >= _LONG and ends:
            ended.append(text[: rng.choice(ends)])
            place = rng.randrange(_MARGIN, len(text) - _MARGIN)
            if not _PUNCTUATION.match(text[place - 1]):
                cut.append(text[:place])
    return last_points(ended), last_points(cut)


def fit_edges(whole: Points, cut: Points) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """Return quantised weights, and their scale and bias: positive where a text is whole at its edge."""
    buckets = edge_buckets(np.concatenate([whole, cut]))
    n_rows, n_grams = buckets.shape
    starts = np.arange(0, n_rows * n_grams + 1, n_grams)
    shape = (n_rows, N_EDGE_BUCKETS)
    features = sparse.csr_matrix((np.ones(buckets.size, np.float32), buckets.ravel(), starts), shape=shape)
    truth = np.repeat([1, 0], [len(whole), len(cut)])
    model = LogisticRegression(C=0.3, max_iter=300).fit(features, truth)
    scale = float(np.abs(model.coef_).max()) / 127
    return np.round(model.coef_[0] / scale).astype(np.int8), np.array([scale, model.intercept_[0]])


def _frequent(
    name: str, counts_name: str, codes: Points, counts: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[np.generic]]:
    kept = counts >= _LEAST[name]
    return {name: codes[kept], counts_name: _logarithmic(counts[kept])}


def _logarithmic(counts: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    return np.minimum(255, np.round(np.log2(counts) * _STEPS)).astype(np.uint8)


if __name__ == "__main__":
    main()
