"""What becomes of the lines of pages: roles, repeats, lost characters, articles, and the speed.

Usage: python benchmarks/reading.py [--documents FOLDER] [--corpus CORPUS.jsonl.gz]

`--documents` names the folder of the pages that are annotated in annotations/lines.jsonl (by
document, line and hash of the line; two readings, which gave 269 of 271 lines the same role).
Made pages are those of pages.py. `--corpus` names news in rows with a `text` for the speed.
"""

import argparse
import gzip
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pages import Page, generate, read_stock

from topics.documents.articles import article_numbers
from topics.documents.paragraphs import repair_lines, split_paragraphs
from topics.documents.reader import read_document
from topics.types import Document

_ANNOTATIONS = Path(__file__).parent / "annotations" / "lines.jsonl"
_ROUNDS = 5
_NEWS_LINES = 30
_MOST_NEWS = 6000
_SIZES = (1, 10, 100)
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Truth:
    """What a line of an annotated document is, what it repeats, and which article it belongs to."""

    line: int
    role: str
    repeats: int | None
    article: int


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args()
    pages = list(generate(read_stock(part=3), 2000, seed=7, repeated=True))
    print(f"made pages: {repeats_of(pages)}; {lost_characters([page.document for page in pages])} characters lost")
    if arguments.documents:
        documents = {path.name: read_document(path) for path in sorted(arguments.documents.glob("*.txt"))}
        print_annotated(documents)
        for size in _SIZES:
            print(f"{size:>4} x the documents: {speed(list(documents.values()) * size):.1f} MB/s")
            print(f"{size:>4} x in one file: {speed([in_one(documents.values(), size)]):.1f} MB/s")
    if arguments.corpus:
        print(f"news: {speed(news(arguments.corpus)):.1f} MB/s")


def repeats_of(pages: Iterable[Page]) -> str:
    """Return recall and precision of dropped repeats; which one of the two is kept does not count."""
    found = real = n_dropped = right = 0
    for page in pages:
        _, dropped = split_paragraphs(page.document)
        lines = {row.lines[0] for row in dropped if row.reason == "duplicate"}
        real, found = real + len(page.repeats), found + sum(bool(lines & set(pair)) for pair in page.repeats.items())
        n_dropped, right = n_dropped + len(lines), right + len(lines & {*page.repeats, *page.repeats.values()})
    return f"{real} repeats, recall {found / real:.3f}, precision {right / n_dropped:.3f}"


def lost_characters(documents: Iterable[Document]) -> int:
    """Return how many characters that are not white space stand in no paragraph and in no dropped text."""
    lost = 0
    for document in documents:
        kept, dropped = split_paragraphs(document)
        held = bytearray(len(document.text))
        for start, end in (span for row in (*kept, *dropped) for span in row.spans):
            held[start:end] = b"\1" * (end - start)
        lost += sum(not (held[place] or character.isspace()) for place, character in enumerate(document.text))
    return lost


def print_annotated(documents: dict[str, Document]) -> None:
    """Print the figures of annotated documents."""
    truths = read_truths(documents)
    roles: Counter[tuple[str, str]] = Counter()
    repeats: Counter[tuple[bool, bool]] = Counter()
    starts: Counter[str] = Counter()
    for name, document in documents.items():
        roles += found_roles(document, truths[name])
        repeats += found_repeats(document, truths[name])
        starts += found_starts(document, truths[name])
    right = sum(count for (true, found), count in roles.items() if true == found)
    print(f"annotated: roles of {right} of {roles.total()} lines right")
    for role in sorted({true for true, _ in roles}):
        true = sum(count for (own, _), count in roles.items() if own == role)
        found = sum(count for (_, own), count in roles.items() if own == role)
        print(f"  {role:8} recall {roles[role, role]}/{true}, precision {roles[role, role]}/{found}")
    dropped = repeats[True, True] + repeats[False, True]
    print(
        f"  repeats: {repeats[True, True]} of {repeats.total() - repeats[False, False] - repeats[False, True]}"
        f" dropped, {repeats[True, True]} of {dropped} rightly"
    )
    print(
        f"  articles: {starts['right']} of {starts['real']} starts found, {starts['right']} of {starts['found']} right"
    )
    print(f"  {lost_characters(documents.values())} characters lost")


def read_truths(documents: dict[str, Document]) -> dict[str, list[Truth]]:
    """Read the annotation; ValueError where a line is not the one that was annotated."""
    truths: dict[str, list[Truth]] = {name: [] for name in documents}
    for row in map(json.loads, _ANNOTATIONS.read_text(encoding="utf-8").splitlines()):
        line = documents[row["document"]].text.split("\n")[row["line"] - 1]
        if hashlib.sha256(line.encode()).hexdigest()[:16] != row["sha256_16"]:
            raise ValueError(f"{row['document']}: line {row['line']} is not the annotated one")
        truths[row["document"]].append(Truth(row["line"], row["role"], row["repeats"], row["article"]))
    return truths


def found_roles(document: Document, truths: Sequence[Truth]) -> Counter[tuple[str, str]]:
    """Count (true role, role of the longest piece found) of lines."""
    repair = repair_lines(document)
    longest: dict[int, tuple[int, str]] = {}
    for line in (*repair.lines, *repair.furniture):
        for start, end in line.spans:
            number = document.text.count("\n", 0, start) + 1
            longest[number] = max(longest.get(number, (0, "")), (end - start, line.role))
    return Counter((truth.role, longest[truth.line][1]) for truth in truths)


def found_repeats(document: Document, truths: Sequence[Truth]) -> Counter[tuple[bool, bool]]:
    """Count (is a repeat, was dropped as one) of lines."""
    _, dropped = split_paragraphs(document)
    lines = {row.lines[0] for row in dropped if row.reason == "duplicate"}
    return Counter((truth.repeats is not None, truth.line in lines) for truth in truths)


def found_starts(document: Document, truths: Sequence[Truth]) -> Counter[str]:
    """Count the lines at which another article begins."""
    lines = repair_lines(document).lines
    found = _changes([line.numbers[0] for line in lines], article_numbers(lines))
    real = _changes([truth.line for truth in truths], [truth.article for truth in truths])
    return Counter(found=len(found), real=len(real), right=len(found & real))


def speed(documents: Sequence[Document]) -> float:
    """Return the megabytes of UTF-8 that one core repairs in a second: the best of some rounds."""
    size = sum(len(document.text.encode()) for document in documents)
    seconds = min(_seconds(lambda: [split_paragraphs(document) for document in documents]) for _ in range(_ROUNDS))
    return size / seconds / _MEGABYTE


def news(corpus: Path) -> list[Document]:
    """Gather rows of news as documents."""
    with gzip.open(corpus, "rt", encoding="utf-8") as rows:
        texts = [json.loads(row)["text"] for row, _ in zip(rows, range(_MOST_NEWS), strict=False)]
    starts = range(0, len(texts), _NEWS_LINES)
    return [_document("\n".join(texts[start : start + _NEWS_LINES])) for start in starts]


def in_one(documents: Iterable[Document], times: int) -> Document:
    """Put documents into one file, several times over."""
    return _document("\n\n".join(document.text for document in documents for _ in range(times)))


def _document(text: str) -> Document:
    return Document("made", Path("made.txt"), text, "utf-8")


def _changes(lines: Sequence[int], articles: Sequence[int]) -> set[int]:
    return {lines[place] for place in range(1, len(lines)) if articles[place] != articles[place - 1]}


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
