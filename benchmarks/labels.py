"""How often the labels of real paragraphs are right, and what each lever adds.

Usage: python benchmarks/labels.py [--documents FOLDER] [--corpora FILE.jsonl.gz...] [--labels FILE.jsonl...]
           [--models FOLDER...] [--curve]

Measured on are the paragraphs that annotations/themes.jsonl names by the first 16 hex digits of
the sha256 of their text (100 of five documents, 100 of two corpora, read twice before any
prediction), and those that `--labels` names likewise, `{"sha256_16", "themes"}` a line: their
texts are looked for in the documents and the corpora. A paragraph is right where its primary is
among its themes, or where it has none and gets none.

`--models` measures saved models, by default the starter. `--curve` trains models on 300 to all
rows of the starter corpus, and one more with the real paragraphs of seeds/real.jsonl.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from real import WEIGHT, read_texts

from topics.batch.labelled import read_labelled
from topics.documents.reader import read_documents
from topics.settings import load_settings
from topics.shipped import HELD_OUT_FILE, PARAGRAPHS, SEEDS, STARTER_MODEL, THEMES_FILE
from topics.storage.folder import load_model
from topics.themes.classifier import ThemeClassifier
from topics.themes.taxonomy import read_taxonomy
from topics.types import LabelledText

_ANNOTATIONS = Path(__file__).parent / "annotations" / "themes.jsonl"
_SIZES = (300, 600, 1200, 2400)

Sets = dict[str, list[LabelledText]]


@dataclass(frozen=True, slots=True)
class Score:
    """How many of `n` paragraphs are right; of those with a theme, how many; of those without, alarms."""

    n: int
    right: int
    themed: int
    themed_right: int
    likeliest_right: int
    alarms: int

    def __str__(self) -> str:
        none = self.n - self.themed
        return (
            f"right {self.right / self.n:.1%} of {self.n} (themed {self.themed_right} of {self.themed}, likeliest "
            f"right {self.likeliest_right}; false alarms {self.alarms} of {none})"
        )


def main() -> None:
    """Print a line for each model and set of paragraphs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--corpora", nargs="*", type=Path, default=[])
    parser.add_argument("--labels", nargs="*", type=Path, default=[])
    parser.add_argument("--models", nargs="*", type=Path, default=[STARTER_MODEL])
    parser.add_argument("--curve", action="store_true")
    arguments = parser.parse_args()
    texts = dict(digested(read_texts(arguments.corpora)))
    if arguments.documents:
        texts.update(digested(paragraph.text for paragraph in read_documents(arguments.documents)))
    sets = {
        "held out": list(read_labelled([HELD_OUT_FILE]).rows),
        **read_sets([_ANNOTATIONS, *arguments.labels], texts),
    }
    for path in arguments.models:
        show(str(path), load_model(path), sets)
    if arguments.curve:
        for name, model in curve(texts):
            show(name, model, sets)


def digested(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each text with what labels name it by."""
    return ((hashlib.sha256(text.encode()).hexdigest()[:16], text) for text in texts)


def read_sets(files: Sequence[Path], texts: dict[str, str]) -> Sets:
    """Return the labelled paragraphs whose texts are known, by the set that they belong to."""
    sets: Sets = {}
    for file in files:
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            found = texts.get(row["sha256_16"])
            if found is not None:
                sets.setdefault(row.get("set", file.stem), []).append(LabelledText(found, tuple(row["themes"])))
    return sets


def curve(texts: dict[str, str]) -> Iterator[tuple[str, ThemeClassifier]]:
    """Train on ever more rows, drawn at random, and at last on the real paragraphs too."""
    rows = list(read_labelled([PARAGRAPHS]).rows)
    order = np.random.default_rng(0).permutation(len(rows)).tolist()
    for size in (*_SIZES, len(rows)):
        yield f"{size} composed", train([rows[index] for index in order[:size]])
    labels = map(json.loads, (SEEDS / "real.jsonl").read_text("utf-8").splitlines())
    known = [(texts[row["sha256_16"]], tuple(row["themes"])) for row in labels if row["sha256_16"] in texts]
    real = [LabelledText(text, themes, WEIGHT) for text, themes in known]
    yield f"{len(real)} real", train(real)
    yield f"{len(rows)} composed, {len(real)} real", train(rows + real)


def train(rows: Sequence[LabelledText]) -> ThemeClassifier:
    """Fit a classifier with the settings of the starter model."""
    settings = load_settings(SEEDS / "starter.toml").train
    model = ThemeClassifier(read_taxonomy(THEMES_FILE), C=settings.C)
    return model.fit([row.text for row in rows], [row.themes for row in rows], [row.weight for row in rows])


def show(name: str, model: ThemeClassifier, sets: Sets) -> None:
    """Print how a model does on each set."""
    for title, rows in sets.items():
        print(f"{name:28} {title:12} {score(model, rows)}", flush=True)


def score(model: ThemeClassifier, rows: Sequence[LabelledText]) -> Score:
    """Label paragraphs and compare with what they are."""
    pairs = list(zip(model.label([row.text for row in rows], max_evidence=0), rows, strict=True))
    themed = [(label, row) for label, row in pairs if row.themes]
    alarms = sum(label.primary is not None for label, row in pairs if not row.themes)
    found = sum(label.primary in row.themes for label, row in themed)
    return Score(
        n=len(pairs),
        right=found + len(pairs) - len(themed) - alarms,
        themed=len(themed),
        themed_right=found,
        likeliest_right=sum(max(label.scores, key=label.scores.__getitem__) in row.themes for label, row in themed),
        alarms=alarms,
    )


if __name__ == "__main__":
    main()
