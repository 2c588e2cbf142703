"""How well cut paragraphs are put together again, on annotated pages and on pages made for it.

Usage: python benchmarks/joins.py [--documents FOLDER] [--cuts 2000] [--fit]

Made pages are those of pages.py. `--documents` names the folder of the pages that are
annotated in annotations/joins.jsonl (by document, line and hash of the line). `--fit` fits
the weights of SeamWeights to made pages of another part of the starter corpus and prints them.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pages import DISORDERED, Page, generate, read_stock
from scipy.optimize import minimize

from topics.documents.fluency import shipped_fluency
from topics.documents.lines import read_lines
from topics.documents.paragraphs import repair_lines, split_paragraphs
from topics.documents.reader import read_document
from topics.documents.seams import Seams, SeamWeights
from topics.types import Document
from topics.words.shipped import shipped_tokenizer

_ANNOTATIONS = Path(__file__).parent / "annotations" / "joins.jsonl"

Floats = npt.NDArray[np.float64]


def main() -> None:
    """Print precision, recall and F1 of joins."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--cuts", type=int, default=2000)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    if arguments.fit:
        stock = read_stock(part=1)
        print(fit(chain(generate(stock, 3000, 1, DISORDERED), generate(stock, 1000, 0))))
    stock = read_stock(part=3)
    print(f"in order   {measure(generate(stock, arguments.cuts, seed=99))}")
    print(f"wrapped    {measure(generate(stock, arguments.cuts, seed=99, wrapped=True))}")
    print(f"disordered {measure(generate(stock, arguments.cuts, 99, DISORDERED))}")
    if arguments.documents:
        print(f"annotated  {measure(annotated(arguments.documents))}")


def annotated(folder: Path) -> Iterator[Page]:
    """Yield the annotated documents; ValueError where a line is not the one that was annotated."""
    rows = [json.loads(line) for line in _ANNOTATIONS.read_text(encoding="utf-8").splitlines()]
    for path in sorted(folder.glob("*.txt")):
        document = read_document(path)
        lines = document.text.split("\n")
        own = [row for row in rows if row["document"] == path.name]
        for row in own:
            for half in ("tail", "head"):
                if _hash(lines[row[half] - 1])[:16] != row[f"{half}_sha256_16"]:
                    raise ValueError(f"{path}: line {row[half]} is not the annotated one")
        yield Page(document, {(row["tail"], row["head"]): _event(row["tail"], row["head"]) for row in own}, {})


def measure(pages: Iterable[Page]) -> str:
    """Return precision, recall and F1 of the joins that reading makes, and the recall for each event."""
    n_made = 0
    found: Counter[str] = Counter()
    real: Counter[str] = Counter()
    for page in pages:
        made = _joins_of(page.document)
        n_made += len(made)
        real.update(page.joins.values())
        found.update(event for pair, event in page.joins.items() if pair in made)
    right, n_real = found.total(), real.total()
    figures = (
        f"precision {right / max(n_made, 1):.3f}, recall {right / n_real:.3f}, F1 {2 * right / (n_made + n_real):.3f}"
    )
    events = ", ".join(f"{event} {found[event]}/{n}" for event, n in real.most_common())
    return f"{n_real} joins: {figures} ({events})"


def fit(pages: Iterable[Page]) -> SeamWeights:
    """Return the weights under which the true heads are likeliest (a conditional logit)."""
    blocks = [block for page in pages for block in _choices(page)]
    sizes = np.cumsum([0, *(tails.max(initial=-1) + 1 for tails, _, _ in blocks)])
    groups = np.concatenate([tails + size for (tails, _, _), size in zip(blocks, sizes, strict=False)])
    signs = np.concatenate([rows for _, rows, _ in blocks])
    right = np.concatenate([truth for _, _, truth in blocks])
    n = len(np.unique(groups))

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = signs @ weights
        odds = np.exp(scores)
        sums = 1 + np.bincount(groups, weights=odds)
        slope = signs.T @ (odds / sums[groups] - right) / n
        return (np.log(sums).sum() - scores[right].sum()) / n + 1e-3 * weights @ weights, slope + 2e-3 * weights

    best = minimize(loss, np.zeros(signs.shape[1]), jac=True, method="L-BFGS-B").x
    return SeamWeights(*[round(float(weight), 2) for weight in best])


def _choices(page: Page) -> Iterator[tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.bool_]]]:
    """For each pair of a block: the rank of its tail, its signs, and whether it is a join."""
    lines = repair_lines(page.document).lines
    seams = Seams(lines, shipped_tokenizer(), shipped_fluency())
    last = [lines[place].numbers[1] for place in seams.places]
    first = [lines[place].numbers[0] for place in seams.places]
    for tails, heads, signs in seams.blocks(SeamWeights()):
        right = [(last[tail], first[head]) in page.joins for tail, head in zip(tails, heads, strict=True)]
        yield tails, signs.astype(float), np.array(right, dtype=bool)


def _joins_of(document: Document) -> set[tuple[int, int]]:
    """The joins that reading makes, as pairs of line numbers."""
    number_at = {}
    for line in read_lines(document):
        number_at[line.spans[0]] = line.numbers[0]
    paragraphs, _ = split_paragraphs(document)
    numbers = [[number_at[span] for span in paragraph.spans] for paragraph in paragraphs]
    return {pair for row in numbers for pair in pairwise(row)}


def _event(tail: int, head: int) -> str:
    """What stands between annotated halves: nothing (a blank line), other text, or they stand the other way round."""
    return "before" if head < tail else "next" if head - tail <= 2 else "past"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
