"""How well misread words are put right: on errors made here, and on clean text.

Usage: python benchmarks/corrections.py [--corpora CORPUS.jsonl.gz...] [--sample 20000]

One character of a word is replaced by a look-alike in each paragraph of the starter corpus,
whose pairs and triples of characters were not counted. Clean text should stay as it is: what
is changed in the starter corpus, and in a sample of the corpora, is printed for a person to
judge, since news has misprints of its own.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from topics.characters import normalise
from topics.documents.corrections import shipped_corrector
from topics.shipped import CONFUSIONS_FILE, PARAGRAPHS
from topics.types import Correction
from topics.words.lexicon import read_confusions
from topics.words.shipped import shipped_tokenizer

_AROUND = 10


@dataclass(frozen=True, slots=True)
class Misread:
    """A text with one wrong character at `place`, where `right` stood."""

    text: str
    place: int
    right: str


def main() -> None:
    """Print recall on errors made here and what is changed in clean text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", nargs="+", type=Path, default=[])
    parser.add_argument("--sample", type=int, default=20_000)
    arguments = parser.parse_args()
    own = [row for path in sorted(PARAGRAPHS.glob("*.jsonl")) for row in texts(path.read_text(encoding="utf-8"))]
    print(f"any look-alikes in the starter corpus: {measure(list(misread(own, seed=0, frequent=False)))}")
    print(f"frequent ones: {measure(list(misread(own, seed=0, frequent=True)))}")
    print_changes("starter corpus", own)
    for corpus in arguments.corpora:
        with gzip.open(corpus, "rt", encoding="utf-8") as rows:
            news = texts(rows.read())
        sample = random.Random(0).sample(news, min(len(news), arguments.sample // len(arguments.corpora)))
        print_changes(corpus.name, sample)


def texts(rows: str) -> list[str]:
    """Return the normalised texts of a JSONL table."""
    return [normalise(json.loads(row)["text"]) for row in rows.splitlines()]


def misread(clean: Sequence[str], seed: int, *, frequent: bool) -> Iterator[Misread]:
    """Yield texts with a (frequent) look-alike for one character of a word of two or more."""
    rng, tokenizer = random.Random(seed), shipped_tokenizer()
    wrongs: dict[str, str] = {}
    for pair in read_confusions(CONFUSIONS_FILE):
        if pair.frequent or not frequent:
            wrongs[pair.right] = wrongs.get(pair.right, "") + pair.wrong
    for text in clean:
        lengths = [len(word) for word in tokenizer.cut(text) for _ in word]
        places = [place for place, length in enumerate(lengths) if length > 1 and text[place] in wrongs]
        if places:
            place = rng.choice(places)
            wrong = rng.choice(wrongs[text[place]])
            yield Misread(text[:place] + wrong + text[place + 1 :], place, text[place])


def measure(errors: Sequence[Misread]) -> str:
    """Return precision and recall; a correction of anything but the error counts as false."""
    corrections = shipped_corrector().find([error.text for error in errors])
    found = [(error, row) for error, rows in zip(errors, corrections, strict=True) for row in rows]
    right = sum(mends(error, row) for error, row in found)
    precision, recall = right / max(len(found), 1), right / max(len(errors), 1)
    return f"{len(errors)} errors, {len(found)} corrections: precision {precision:.3f}, recall {recall:.3f}"


def mends(error: Misread, row: Correction) -> bool:
    """Tell whether a correction puts just the wrong character right."""
    place = error.place - row.start
    return row.right == row.wrong[:place] + error.right + row.wrong[place + 1 :] if place >= 0 else False


def print_changes(name: str, clean: Sequence[str]) -> None:
    """Print every correction made in texts that should be clean, with the text around it."""
    changes = [(text, row) for text, rows in zip(clean, shipped_corrector().find(clean), strict=True) for row in rows]
    print(f"{name}: {len(changes)} corrections in {len(clean)} texts of {sum(map(len, clean))} characters")
    for text, row in changes:
        print(f"  {row.wrong} -> {row.right}  {text[max(0, row.start - _AROUND) : row.end + _AROUND]}")


if __name__ == "__main__":
    main()
