"""How fast texts are labelled, and whether compiled code labels like the plain path.

Usage: python benchmarks/speed.py [CORPUS...] [--texts 4000] [--titles FOLDER] [--compare ROWS]

Measured in one process, in turns, by the time of the processor, is what one would write first (jieba,
TfidfVectorizer and one logistic regression a theme, learned from the same rows), fastText where it is
installed, the plain path, compiled code, and compiled code with a model that knows no words.
`--titles` names a folder of headlines as benchmarks/public.py reads them. `--compare` labels so many
rows in both ways, cut from the corpora at other places again and again, and counts what differs.
"""

import argparse
import copy
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import jieba
import numpy as np
from naive import Scores, fasttext_model, naive_model
from public import read_titles
from real import read_texts
from stages import measure_stages

from topics.batch.labelled import read_labelled
from topics.features.buffers import TextBuffers, encode_texts
from topics.settings import LabelSettings
from topics.shipped import PARAGRAPHS, STARTER_MODEL
from topics.storage.folder import load_model
from topics.themes.classifier import ThemeClassifier
from topics.themes.compiled import WORTHWHILE, CompiledScores, Kernel, open_kernel
from topics.themes.labelling import Labeller
from topics.themes.labels import labels_of
from topics.themes.plain import PlainScores

_BLOCK = 1024
_ROUNDS = 5
_FEW = 1000
"""Texts that the slow ways are measured on."""


def main() -> None:
    """Print a line for each measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, default=sorted(PARAGRAPHS.glob("*.jsonl")))
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--compare", type=int, default=0)
    arguments = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    texts = list(read_texts(arguments.corpora))
    starter = load_model(STARTER_MODEL)
    if arguments.compare:
        compare(starter, texts, arguments.compare)
        return
    drawn = [texts[row] for row in np.random.default_rng(0).permutation(len(texts))[: arguments.texts].tolist()]
    rows = read_labelled([PARAGRAPHS]).rows
    truth = np.array([[theme in row.themes for theme in starter.classes_] for row in rows])
    measure("paragraphs", starter, others([row.text for row in rows], truth), drawn)
    if arguments.titles:
        measure_titles(arguments.titles, arguments.texts)


def others(texts: Sequence[str], truth: np.ndarray) -> dict[str, Scores]:
    """Return what is measured beside topics, fitted."""
    found = {"naive": naive_model(texts, truth), "fastText": fasttext_model(texts, truth)}
    return {name: scores for name, scores in found.items() if scores is not None}


def measure_titles(folder: Path, n_texts: int) -> None:
    """Learn from headlines and measure on others; how many are right says that nothing else is measured."""
    train, test = (read_titles(folder / name) for name in ("train_prefix45000.txt.gz", "test.txt.gz"))
    seen = {text for text, _ in train}
    test = [row for row in test if row[0] not in seen]
    texts, classes = map(list, zip(*train, strict=True))
    model = ThemeClassifier().fit(texts, classes)
    truth = np.array(classes)[:, None] == model.classes_
    measure("titles", model, others(texts, truth), [text for text, _ in test][:n_texts])
    for name, scores in (("plain", plain_scores), ("compiled", compiled_scores)):
        likeliest = model.log_odds(scores(model, [text for text, _ in test]).margins()).argmax(axis=1)
        right = np.mean(model.classes_[likeliest] == np.array([label for _, label in test]))
        print(f"  {name}: {right:.4f} of {len(test):,} right")


def plain_scores(model: ThemeClassifier, texts: list[str]) -> PlainScores:
    """Return scores found step by step."""
    return PlainScores(model, texts)


def compiled_scores(model: ThemeClassifier, texts: list[str]) -> CompiledScores:
    """Return scores found by compiled code."""
    return CompiledScores(model, opened(model), encode_texts(texts))


def opened(model: ThemeClassifier) -> Kernel:
    """Return the compiled code for a model."""
    kernel = open_kernel(model, WORTHWHILE)
    if kernel is None:
        raise SystemExit("numba is missing, or the model is not covered")
    return kernel


def without_words(model: ThemeClassifier) -> ThemeClassifier:
    """Return a model of the same runs of characters and seed words alone."""
    left, vectorizer = copy.copy(model), model.vectorizer_
    n_grams, n_terms = vectorizer.n_grams_, len(vectorizer.terms_)
    left.vectorizer_ = model.new_vectorizer()
    left.vectorizer_.restore(vectorizer.terms_[:n_grams].tolist(), n_grams, vectorizer.idf_[:n_grams])
    left.coef_ = np.hstack([model.coef_[:, :n_grams], model.coef_[:, n_terms:]])
    return left


def blocks(texts: Sequence[str]) -> list[list[str]]:
    """Return texts in blocks."""
    return [list(texts[start : start + _BLOCK]) for start in range(0, len(texts), _BLOCK)]


def measure(name: str, model: ThemeClassifier, beside: dict[str, Scores], texts: list[str]) -> None:
    """Print the time that each way takes for a text, and how many times as fast as the first it is."""
    kernel, chars = opened(model), opened(without_words(model))
    labeller = Labeller(model, LabelSettings())
    few, buffers = texts[:_FEW], list(map(encode_texts, blocks(texts)))
    ways: dict[str, tuple[Callable[[], object], int]] = {
        **{other: (partial(scores, few), len(few)) for other, scores in beside.items()},
        "plain path, scores": (lambda: PlainScores(model, few).margins(), len(few)),
        "plain path, labels": (lambda: labeller.judge(PlainScores(model, few)), len(few)),
        "compiled, scores": (lambda: [CompiledScores(model, kernel, own) for own in buffers], len(texts)),
        "compiled, characters": (lambda: [CompiledScores(model, chars, own) for own in buffers], len(texts)),
        "compiled, labels in arrays": (lambda: list(map(labeller.label_arrays, buffers)), len(texts)),
        "compiled, Label objects": (lambda: list(map(labeller.label, blocks(texts))), len(texts)),
    }
    seconds = dict.fromkeys(ways, np.inf)
    for _, (way, (run, n_texts)) in itertools.product(range(_ROUNDS), ways.items()):
        start = time.process_time()
        run()
        seconds[way] = min(seconds[way], (time.process_time() - start) / n_texts)
    print(f"{name}: {len(texts):,} texts of {np.mean(list(map(len, texts))):.0f} characters")
    for way, spent in seconds.items():
        print(f"  {way:28} {1e6 * spent:8.1f} us a text  {seconds['naive'] / spent:6.1f} x naive")
    for stage, spent in measure_stages(kernel, encode_texts(texts)):
        print(f"  {stage:28} {1e6 * spent / len(texts):8.1f} us a text")
    print(f"  two threads, of what one does {two_threads(model, kernel, buffers):.2f}")


def two_threads(model: ThemeClassifier, kernel: Kernel, buffers: list[TextBuffers]) -> float:
    """Return how many times as many texts two threads score in the same time."""

    def score() -> None:
        for own in buffers:
            CompiledScores(model, kernel, own)

    def seconds(n_threads: int) -> float:
        threads = [threading.Thread(target=score) for _ in range(n_threads)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start

    return 2 * min(seconds(1) for _ in range(_ROUNDS)) / min(seconds(2) for _ in range(_ROUNDS))


def compare(model: ThemeClassifier, texts: Sequence[str], n_rows: int) -> None:
    """Print how many labels of the two ways differ, in what, and the largest difference of scores."""
    labeller = Labeller(model, LabelSettings())
    rows = decisions = labels = 0
    largest = 0.0
    endless = cut_again(texts)
    while rows < n_rows:
        block = list(itertools.islice(endless, _BLOCK))
        found = [labeller.judge(scores(model, block)) for scores in (plain_scores, compiled_scores)]
        pairs = list(zip(*(labels_of(own, block, None) for own in found), strict=True))
        decisions += sum((one.themes, one.abstained) != (two.themes, two.abstained) for one, two in pairs)
        labels += sum(one != two for one, two in pairs)
        largest = max(largest, float(abs(found[0].probabilities - found[1].probabilities).max()))
        rows += len(block)
    print(f"{rows:,} rows: {decisions} decisions and {labels} labels differ; scores by at most {largest:.1e}")


def cut_again(texts: Sequence[str]) -> Iterator[str]:
    """Yield the texts, and then parts of them that were cut and joined at random, without end."""
    yield from texts
    random = np.random.default_rng(0)
    while True:
        first, second = (texts[row] for row in random.integers(len(texts), size=2).tolist())
        yield first[: random.integers(len(first) + 1)] + second[random.integers(len(second) + 1) :]


if __name__ == "__main__":
    main()
