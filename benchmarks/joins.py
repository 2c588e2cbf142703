"""How well cut paragraphs are put together again, on annotated pages and on pages cut here.

Usage: python benchmarks/joins.py [--documents FOLDER] [--pages 150] [--fit]

The generator lays out paragraphs of the starter corpus (of the half that seeds/fluency.npz was
not fitted on) as pages: half of them are cut at a
random place, the second half follows at once, some lines later or some lines before, one
half in ten is lost. `--documents` names the folder of the pages that are annotated in
annotations/joins.jsonl (by document, line and hash of the line). `--fit` fits the weights of
SeamWeights to generated pages and prints them.
"""

import argparse
import hashlib
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fluency import starter_half
from scipy.optimize import minimize

from topics.documents.fluency import shipped_fluency
from topics.documents.joins import SeamScorer, SeamWeights, is_open, may_join, starts_anew
from topics.documents.lines import Line, read_lines
from topics.documents.paragraphs import split_paragraphs
from topics.documents.reader import read_document
from topics.shipped import PARAGRAPHS
from topics.types import Document
from topics.words.shipped import shipped_tokenizer

_ANNOTATIONS = Path(__file__).parent / "annotations" / "joins.jsonl"
_SHORTEST = 60
_MARGIN = 10
_REACH = 30

Pairs = set[tuple[int, int]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Page:
    """A document and its true joins, as pairs of line numbers."""

    document: Document
    joins: frozenset[tuple[int, int]]


def main() -> None:
    """Print precision, recall and F1 of joins."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    if arguments.fit:
        print(fit(generated(2 * arguments.pages, seed=1)))
    print(f"generated  {measure(generated(arguments.pages, seed=99))}")
    if arguments.documents:
        print(f"annotated  {measure(annotated(arguments.documents))}")


def generated(n_pages: int, seed: int) -> Iterator[Page]:
    """Yield pages of composed paragraphs, cut with seeded noise."""
    rng = random.Random(seed)
    texts = [text for text in starter_half(odd=True) if len(text) >= _SHORTEST and text[-1] in "。！？”"]
    headings = [
        json.loads(row)["text"] for row in (PARAGRAPHS / "headline.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for number in range(n_pages):
        yield _page(number, rng.sample(texts, rng.randint(6, 20)), headings, rng)


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
        yield Page(document, frozenset((row["tail"], row["head"]) for row in own))


def measure(pages: Iterator[Page]) -> str:
    """Return precision, recall and F1 of the joins that reading makes."""
    right = said = real = 0
    for page in pages:
        found = _joins_of(page.document)
        right, said, real = right + len(found & page.joins), said + len(found), real + len(page.joins)
    precision, recall = right / max(said, 1), right / max(real, 1)
    f1 = 2 * right / max(said + real, 1)
    return f"{real} joins: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"


def fit(pages: Iterator[Page]) -> SeamWeights:
    """Return the weights under which the true heads are likeliest (a conditional logit)."""
    choices = [choice for page in pages for choice in _choices(page)]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 1e-3 * float(weights @ weights), 2e-3 * weights
        for signs, right in choices:
            odds = np.append(np.exp(signs @ weights), 1.0)
            chances = odds / odds.sum()
            total -= math.log(chances[right]) / len(choices)
            step = signs.T @ chances[:-1] - (signs[right] if right < len(signs) else 0.0)
            slope = slope + step / len(choices)
        return total, slope

    start = np.zeros(len(fields(SeamWeights)))
    best = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return SeamWeights(*[round(float(weight), 2) for weight in best])


def _choices(page: Page) -> Iterator[tuple[Floats, int]]:
    """For each tail the signs of every head within reach, and which is right (the last: none)."""
    scorer = SeamScorer(shipped_tokenizer(), shipped_fluency())
    body = [line for line in read_lines(page.document) if may_join(line)]
    true_head = dict(page.joins)
    for rank, line in enumerate(body):
        near = _near(rank, body)
        if near and is_open(line.text):
            tail = scorer.ending(line)
            signs = np.array([scorer.signs(tail, scorer.beginning(body[head]), head - rank) for head in near])
            numbers = [body[head].numbers[0] for head in near]
            head = true_head.get(line.numbers[0])
            yield signs, numbers.index(head) if head in numbers else len(numbers)


def _near(rank: int, body: Sequence[Line]) -> list[int]:
    reach = range(max(0, rank - _REACH), min(len(body), rank + _REACH + 1))
    return [head for head in reach if head != rank and not starts_anew(body[head].text)]


def _joins_of(document: Document) -> Pairs:
    """The joins that reading makes, as pairs of line numbers."""
    number_at = {}
    for line in read_lines(document):
        number_at[line.spans[0]] = line.numbers[0]
    paragraphs, _ = split_paragraphs(document)
    numbers = [[number_at[span] for span in paragraph.spans] for paragraph in paragraphs]
    return {pair for chain in numbers for pair in pairwise(chain)}


def _page(number: int, texts: Sequence[str], headings: Sequence[str], rng: random.Random) -> Page:
    laid: list[tuple[str, int]] = []
    late: list[tuple[int, tuple[str, int]]] = []
    pairs: list[tuple[int, int]] = []
    for name, text in enumerate(texts):
        if rng.random() < 0.3:
            laid.append((f"# {rng.choice(headings)}" if rng.random() < 0.5 else rng.choice(headings), -1))
        place = _cut_place(text, rng) if rng.random() < 0.5 else None
        if place is None:
            laid.append((text, -1))
        else:
            first, second = (text[:place], 2 * name), (text[place:], 2 * name + 1)
            pairs += _lay_out(first, second, laid, late, rng)
        late = [(wait - 1, half) for wait, half in late]
        laid += [half for wait, half in late if wait < 0]
        late = [(wait, half) for wait, half in late if wait >= 0]
    laid += [half for _, half in late]
    lines = {name: 2 * place + 1 for place, (_, name) in enumerate(laid)}
    text = "\n\n".join(line for line, _ in laid)
    joins = frozenset((lines[tail], lines[head]) for tail, head in pairs)
    return Page(Document(f"page{number}", Path(f"page{number}.txt"), text, "utf-8"), joins)


def _lay_out(
    first: tuple[str, int],
    second: tuple[str, int],
    laid: list[tuple[str, int]],
    late: list[tuple[int, tuple[str, int]]],
    rng: random.Random,
) -> list[tuple[int, int]]:
    """Put the halves on the page and return their join; a lost half leaves none."""
    chance = rng.random()
    if chance < 0.1:
        laid.append(first if chance < 0.05 else second)
        return []
    if chance < 0.64:
        laid += [first, second]
    elif chance < 0.86:
        laid.append(first)
        late.append((rng.choice([1, 1, 2, 2, 3, 4, 6, 8]), second))
    else:
        laid.insert(max(0, len(laid) - rng.choice([1, 1, 2, 3, 4, 6, 10])), second)
        laid.append(first)
    return [(first[1], second[1])]


def _cut_place(text: str, rng: random.Random) -> int | None:
    """A place inside the text that no closing punctuation stands before."""
    places = [place for place in range(_MARGIN, len(text) - _MARGIN) if text[place - 1] not in "。！？；：;!?.”…:"]
    return rng.choice(places) if places else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
