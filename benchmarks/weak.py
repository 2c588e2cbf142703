"""How well themes are learned from seed words alone.

Usage: python benchmarks/weak.py [--corpus FILE.jsonl.gz --labels FILE.jsonl ...] [--real 5000] [--speed 50000]

The rows of the starter corpus give up their labels; seeds/held_out.jsonl is measured on.
`--corpus` names real paragraphs, `{"text"}` a line; `--labels` what is known of
some of them, `{"sha256_16", "themes"}` a line: those are measured on and never learned from.
`--real` paragraphs, drawn at random, are added to what is learned from. `--speed` times as many.
"""

import argparse
import gzip
import hashlib
import json
import random
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from topics.batch.labelled import read_labelled
from topics.shipped import HELD_OUT_FILE, PARAGRAPHS, THEMES_FILE
from topics.themes.classifier import ThemeClassifier
from topics.themes.evaluation import evaluate
from topics.themes.seeded import fit_from_seeds
from topics.themes.seeds import SeedFinder
from topics.themes.taxonomy import Taxonomy, read_taxonomy
from topics.themes.votes import count_votes
from topics.types import LabelledText

Rows = list[LabelledText]


def main() -> None:
    """Print the figures of counting seed words and of learning from them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--labels", type=Path, nargs="*", default=[])
    parser.add_argument("--real", type=int, default=5000)
    parser.add_argument("--speed", type=int, default=0)
    arguments = parser.parse_args()
    taxonomy = read_taxonomy(THEMES_FILE)
    hidden, held_out = split_starter()
    sets = {"held out": held_out}
    real: list[str] = []
    if arguments.corpus:
        real, sets["real"] = read_real(arguments.corpus, arguments.labels)
    for name, rows in sets.items():
        print(f"{name:9} counting seed words        {figures(counted(rows, taxonomy), rows, taxonomy)}")
    texts = [row.text for row in hidden]
    random.Random(0).shuffle(real)
    report("composed", texts, [], sets, taxonomy)
    report("composed, 39 labelled", texts, few_labelled(hidden, taxonomy), sets, taxonomy)
    if real:
        report(
            f"composed, {min(arguments.real, len(real)):,} real", [*texts, *real[: arguments.real]], [], sets, taxonomy
        )
    if arguments.speed:
        print(speed([*texts, *real][: arguments.speed], taxonomy))


def split_starter() -> tuple[Rows, Rows]:
    """Return the rows whose labels are hidden, and those held out."""
    return list(read_labelled([PARAGRAPHS]).rows), list(read_labelled([HELD_OUT_FILE]).rows)


def read_real(corpus: Path, labels: Sequence[Path]) -> tuple[list[str], Rows]:
    """Return the unlabelled paragraphs of a corpus and its labelled ones, each once."""
    lines = [line for path in labels for line in path.read_text("utf-8").splitlines()]
    themes = {row["sha256_16"]: tuple(row["themes"]) for row in map(json.loads, lines)}
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        texts = list(dict.fromkeys(json.loads(line)["text"] for line in file))
    keys = [_sha256(text)[:16] for text in texts]
    known = [LabelledText(text, themes[key]) for text, key in zip(texts, keys, strict=True) if key in themes]
    return [text for text, key in zip(texts, keys, strict=True) if key not in themes], known


def few_labelled(rows: Rows, taxonomy: Taxonomy) -> Rows:
    """Return three rows of each theme, by the order of their digests."""
    ordered = sorted(rows, key=lambda row: _sha256(row.text))
    few = [[row for row in ordered if row.themes[:1] == (theme,)][:3] for theme in taxonomy.ids]
    return [row for theme in few for row in theme]


def counted(rows: Rows, taxonomy: Taxonomy) -> list[tuple[str, ...]]:
    """The themes whose seed words stand in each text, the one with most of them first."""
    votes = count_votes([row.text for row in rows], SeedFinder(taxonomy))
    return [
        tuple(taxonomy.ids[theme] for theme in np.argsort(-row, kind="stable") if row[theme] > 0)
        for row in votes.strength
    ]


def report(name: str, texts: list[str], labelled: Rows, sets: dict[str, Rows], taxonomy: Taxonomy) -> None:
    """Learn from texts and print the figures on each set of rows."""
    model = fit_from_seeds(ThemeClassifier(taxonomy), texts, labelled).model
    for title, rows in sets.items():
        predicted = model.decide(model.predict_proba([row.text for row in rows]))
        print(f"{title:9} {name:26} {figures(predicted, rows, taxonomy)}")


def figures(predicted: Sequence[Sequence[str]], rows: Rows, taxonomy: Taxonomy) -> str:
    """Macro-F1, primary accuracy and false alarms in a line."""
    found = evaluate(predicted, [row.themes for row in rows], taxonomy.ids)
    return (
        f"macro-F1 {found.macro_f1:.3f}  micro-F1 {found.micro_f1:.3f}  primary right {found.primary_accuracy:.1%}  "
        f"false alarms {found.false_alarm_rate:.1%} of {found.n_none}"
    )


def speed(texts: list[str], taxonomy: Taxonomy) -> str:
    """Time learning from texts."""
    start = time.perf_counter()
    fit_from_seeds(ThemeClassifier(taxonomy), texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{len(texts):,} texts in {time.perf_counter() - start:.0f} s, at most {peak:,.0f} MB"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
