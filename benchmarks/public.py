"""How good models of one class a text are on two public benchmarks, and on a few texts of one.

Usage: python benchmarks/public.py [--messages FILE.jsonl.gz] [--titles FOLDER] [--few 5]

`--messages` names citizens' messages, `{"text", "label"}` a line: repeats are left out, four fifths
drawn by seed 0 are learned from. `--titles` names a folder of headlines with train_prefix45000.txt.gz
and test.txt.gz, `text<TAB>class` a line; test titles that stand in training are left out. `--few`
draws so many times 20 titles of each class, and sets the default model beside what one would write
first: jieba, TfidfVectorizer and LogisticRegression.
"""

import argparse
import gzip
import json
import logging
import resource
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from topics.settings import Settings
from topics.themes.classifier import ThemeClassifier

_PER_CLASS = 20

Rows = list[tuple[str, str]]


def main() -> None:
    """Print a line for each measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=Path)
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--few", type=int, default=5)
    arguments = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    if arguments.messages:
        measure("messages", *read_messages(arguments.messages))
    if arguments.titles:
        train, test = (read_titles(arguments.titles / name) for name in ("train_prefix45000.txt.gz", "test.txt.gz"))
        seen = {text for text, _ in train}
        test = [row for row in test if row[0] not in seen]
        measure("titles", train, test)
        measure("titles, --quality", train, test, quality=True)
        compare_few(train, test, arguments.few)


def read_messages(path: Path) -> tuple[Rows, Rows]:
    """Return four fifths to learn from and the others."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [(row["text"], row["label"]) for row in map(json.loads, file)]
    distinct = list({text: (text, label) for text, label in reversed(rows)}.values())[::-1]
    order = np.random.default_rng(0).permutation(len(distinct)).tolist()
    cut = len(distinct) * 4 // 5
    return [distinct[row] for row in order[:cut]], [distinct[row] for row in order[cut:]]


def read_titles(path: Path) -> Rows:
    """Return titles with their classes."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [(text, label) for text, label in (line.rstrip("\n").split("\t") for line in file)]


def measure(name: str, train: Rows, test: Rows, *, quality: bool = False) -> None:
    """Train as `topics train` does, and print accuracy, time and memory."""
    model = ThemeClassifier(**asdict(Settings().asking(quality=quality).train))
    start = time.process_time()
    model.fit(*zip(*train, strict=True))
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    right = accuracy(model, test)
    print(f"{name:20} {right:.4f} of {len(test):,}; {len(train):,} learned in {seconds:.0f} s, at most {peak:.0f} MB")


def compare_few(train: Rows, test: Rows, n_draws: int) -> None:
    """Print the mean accuracy of a few labels a class, over several draws."""
    found = []
    for draw in range(n_draws):
        few = draw_few(train, draw)
        own = ThemeClassifier().fit(*zip(*few, strict=True))
        found.append((naive_accuracy(few, test), accuracy(own, test)))
    naive_mean, own_mean = np.mean(found, axis=0)
    print(f"{_PER_CLASS} titles a class   {own_mean:.4f}, naive {naive_mean:.4f}, mean of {n_draws} draws")


def draw_few(rows: Rows, seed: int) -> Rows:
    """Draw 20 rows of each class."""
    random = np.random.default_rng(seed)
    few: Rows = []
    for label in sorted({label for _, label in rows}):
        own = [row for row in rows if row[1] == label]
        few += [own[index] for index in random.choice(len(own), _PER_CLASS, replace=False).tolist()]
    return few


def accuracy(model: ThemeClassifier, rows: Sequence[tuple[str, str]]) -> float:
    """Return the share of rows that are given their class; silence counts as wrong, as in `topics evaluate`."""
    labels = model.label([text for text, _ in rows], max_evidence=0)
    return float(np.mean([label.primary == wanted for label, (_, wanted) in zip(labels, rows, strict=True)]))


def naive_accuracy(train: Rows, test: Rows) -> float:
    """Return how often what one would write first is right."""
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
    model = make_pipeline(words, LogisticRegression(max_iter=1000)).fit(*zip(*train, strict=True))
    texts, classes = zip(*test, strict=True)
    return float(np.mean(model.predict(texts) == np.array(classes)))


if __name__ == "__main__":
    main()
