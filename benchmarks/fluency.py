"""Make seeds/fluency.npz: how often characters and pairs of them stand in running text.

Usage: python benchmarks/fluency.py CORPUS.jsonl.gz... [--leave-out HASHES.txt]

A corpus has a `text` in each row. Only counts are kept, as ten times their binary logarithm
in a byte; rare pairs are left out. A logistic model of how paragraphs begin is fitted on the
same texts and on half of the starter corpus, against places in mid-sentence. `--leave-out`
names texts (first 16 hex digits of their sha256) that are not used.
"""

import argparse
import gzip
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from topics.characters import fold
from topics.documents.fluency import N_OPENING_BUCKETS, opening_buckets
from topics.shipped import FLUENCY_FILE, PARAGRAPHS

_KINDS = ("report", "speech", "news", "feature")
_LONG, _MARGIN = 40, 10
_STEPS = 10
_LEAST = {"pairs": 10, "skips": 20}
OWN_WEIGHT = 5
"""How often the starter corpus counts: its prose is what pages on policing are made of."""
_PLANE = 0x10000

Codes = npt.NDArray[np.uint32]


def main() -> None:
    """Count the texts and write the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--leave-out", type=Path)
    arguments = parser.parse_args()
    left_out = frozenset(arguments.leave_out.read_text().split()) if arguments.leave_out else frozenset()
    folded = list(texts(arguments.corpora, left_out))
    weights, scale, bias = fit_openings([*folded, *map(fold, starter_half(odd=False) * OWN_WEIGHT)])
    arrays = count(folded)
    arrays["totals"] = np.array([arrays["totals"][0], scale, bias])
    np.savez_compressed(FLUENCY_FILE, **arrays, openings=weights)


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
    for text in folded:
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        points = points[points < _PLANE]
        neighbours.append(points[:-1] << np.uint32(16) | points[1:])
        skips.append(points[:-2] << np.uint32(16) | points[2:])
    pairs, pair_counts = np.unique(np.concatenate(neighbours), return_counts=True)
    lefts = np.bincount(pairs >> np.uint32(16), weights=pair_counts, minlength=_PLANE)
    characters = np.flatnonzero(lefts >= _LEAST["pairs"])
    return {
        "totals": np.array([lefts.sum()]),
        "characters": characters.astype(np.uint16),
        "character_counts": _logarithmic(lefts[characters]),
        **_frequent("pairs", "pair_counts", pairs, pair_counts),
        **_frequent("skips", "skip_counts", *np.unique(np.concatenate(skips), return_counts=True)),
    }


def starter_half(*, odd: bool) -> list[str]:
    """Return the running texts of one half of the starter corpus, split by the hashes of their folded forms."""
    files = (PARAGRAPHS / f"{kind}.jsonl" for kind in _KINDS)
    own = [json.loads(row)["text"] for file in files for row in file.read_text(encoding="utf-8").splitlines()]
    return [text for text in own if int(hashlib.sha256(fold(text).encode()).hexdigest(), 16) % 2 == odd]


def fit_openings(folded: list[str]) -> tuple[npt.NDArray[np.int8], float, float]:
    """Return quantised weights, their scale and the bias: positive where a text starts a paragraph."""
    rng = random.Random(0)
    long = [text for text in folded if len(text) >= _LONG]
    middles = [text[rng.randrange(_MARGIN, len(text) - _MARGIN) :] for text in long]
    rows = [opening_buckets(text) for text in [*long, *middles]]
    starts = np.cumsum([0, *map(len, rows)])
    columns = [bucket for row in rows for bucket in row]
    shape = (len(rows), N_OPENING_BUCKETS)
    features = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=shape)
    truth = np.repeat([1, 0], len(long))
    model = LogisticRegression(C=0.3, max_iter=300).fit(features, truth)
    scale = float(np.abs(model.coef_).max()) / 127
    return np.round(model.coef_[0] / scale).astype(np.int8), scale, float(model.intercept_[0])


def _frequent(
    name: str, counts_name: str, codes: Codes, counts: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[np.generic]]:
    kept = counts >= _LEAST[name]
    return {name: codes[kept], counts_name: _logarithmic(counts[kept])}


def _logarithmic(counts: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    return np.minimum(255, np.round(np.log2(counts) * _STEPS)).astype(np.uint8)


if __name__ == "__main__":
    main()
