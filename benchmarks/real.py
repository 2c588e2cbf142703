"""Make a training table of the real paragraphs that seeds/real.jsonl labels by their hashes.

Usage: python benchmarks/real.py CORPUS.jsonl.gz... --out TABLE.jsonl

A corpus has a `text` in each row. The labels name a text by the first 16 hex digits of the
sha256 of its UTF-8; texts that no corpus holds are left out and counted.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

WEIGHT = 0.3
"""How much a real paragraph counts beside a composed one, chosen on development sets: web news
gains up to weight 1, official prose begins to lose above this."""

_SOURCES = {
    "inews": "web news of the iNews set of ChineseGLUE",
    "xwlb": "evening news of the repository xin-wen-lian-bo",
}

_LABELS = Path(__file__).parent.parent / "seeds" / "real.jsonl"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    labels = {row["sha256_16"]: row for row in map(json.loads, _LABELS.read_text("utf-8").splitlines())}
    texts = find_texts(arguments.corpora, labels.keys())
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with arguments.out.open("w", encoding="utf-8") as table:
        for digest in sorted(texts):
            label = labels[digest]
            row = {
                "text": texts[digest],
                "themes": label["themes"],
                "weight": WEIGHT,
                "private": True,
                "source": _SOURCES[label["source"]],
            }
            table.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(texts)} of {len(labels)} labelled texts found")


def find_texts(corpora: list[Path], digests: Collection[str]) -> dict[str, str]:
    """Return the text behind each digest that a corpus holds."""
    pairs = ((hashlib.sha256(text.encode()).hexdigest()[:16], text) for text in read_texts(corpora))
    return {digest: text for digest, text in pairs if digest in digests}


def read_texts(corpora: Iterable[Path]) -> Iterator[str]:
    """Yield the texts of corpora."""
    for corpus in corpora:
        opened = gzip.open if corpus.suffix == ".gz" else open
        with opened(corpus, "rt", encoding="utf-8") as rows:
            for row in rows:
                yield json.loads(row)["text"]


if __name__ == "__main__":
    main()
