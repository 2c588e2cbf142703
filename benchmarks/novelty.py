"""How well novelty tells a theme that was never learned from those that were, and what it silences.

Usage: python benchmarks/novelty.py [--themes ID...] [--texts FILE...] [--documents FOLDER]

Each theme of the starter corpus is left out in turn. A model learns the rest, without a fifth
of the texts and without every text of that theme; the area under the ROC curve then says how
often a text of the left-out theme (and of no other) scores higher than a held-out text of the
known themes. That takes ten seconds a theme; `--themes` leaves out only those named.

`--texts` names files of foreign text, one a line (what follows a tab is left out), plain or
.gz, `--documents` a folder of the model's own kind of documents: of both it says how many a
model of the whole corpus would label, and how many of these are silenced.
"""

import argparse
import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import normalize

from topics.batch.labelled import read_labelled
from topics.documents.reader import read_documents
from topics.features.lsa import LsaEncoder, WordTfidf
from topics.shipped import PARAGRAPHS, THEMES_FILE
from topics.themes.classifier import ThemeClassifier
from topics.themes.folds import grouped_folds
from topics.themes.targets import read_targets
from topics.themes.taxonomy import Taxonomy, read_taxonomy
from topics.words.shipped import shipped_tokenizer

Floats = npt.NDArray[np.float64]

N_NEAREST = 5
N_FOLDS = 2
"""Fewer than by default, to be done sooner; calibration hardly feels it."""


def main() -> None:
    """Print the table of areas, and what is silenced."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--themes", nargs="+")
    parser.add_argument("--texts", nargs="+", type=Path, default=[])
    parser.add_argument("--documents", type=Path)
    arguments = parser.parse_args()
    taxonomy = read_taxonomy(THEMES_FILE)
    rows = read_labelled([PARAGRAPHS], taxonomy).rows
    texts, themes = [row.text for row in rows], [row.themes for row in rows]
    if arguments.texts or arguments.documents:
        model = ThemeClassifier(taxonomy).fit(texts, themes)
        for path in arguments.texts:
            show_silenced(path.name, model, read_lines(path))
        if arguments.documents:
            show_silenced(str(arguments.documents), model, read_documents(arguments.documents).texts)
    else:
        show_areas(taxonomy, texts, themes, arguments.themes or taxonomy.ids)


def show_areas(taxonomy: Taxonomy, texts: list[str], themes: list[tuple[str, ...]], asked: Sequence[str]) -> None:
    """Print the areas of each left-out theme: of all texts, and of those that get a theme."""
    held_out = set(next(grouped_folds(texts, read_targets(themes, taxonomy, len(texts)), 5, 0))[1].tolist())
    areas, labelled_areas = [], []
    for left_out in asked:
        train = [row for row in range(len(texts)) if row not in held_out and left_out not in themes[row]]
        new = [texts[row] for row in range(len(texts)) if themes[row] == (left_out,)]
        known = [texts[row] for row in sorted(held_out) if themes[row] and left_out not in themes[row]]
        known_themes = Taxonomy(tuple(theme for theme in taxonomy if theme.id != left_out))
        model = ThemeClassifier(known_themes, n_folds=N_FOLDS)
        model.fit([texts[row] for row in train], [themes[row] for row in train])
        values = candidates(model, new + known, [texts[row] for row in train if themes[row]])
        if not areas:
            print(f"{'theme left out':22} {'texts':>5}  {'  '.join(values)}")
        truth = np.repeat([1, 0], [len(new), len(known)])
        labelled = model.predict(new + known).any(axis=1)
        areas.append([roc_auc_score(truth, value) for value in values.values()])
        labelled_areas.append([roc_auc_score(truth[labelled], value[labelled]) for value in values.values()])
        show_row(left_out, len(new), list(values), areas[-1])
    show_row("mean", 0, list(values), np.mean(areas, axis=0))
    show_row("mean of labelled texts", 0, list(values), np.mean(labelled_areas, axis=0))


def candidates(model: ThemeClassifier, texts: list[str], themed: list[str]) -> dict[str, Floats]:
    """Return the scores of texts by name of the candidate; `themed` are the training texts with a theme."""
    n_terms = len(model.vectorizer_.terms_)
    features, known = model.vectorizer_.transform(texts), model.vectorizer_.transform(themed)
    unseen = model.novelty_.unseen(texts, features)
    words = WordTfidf(shipped_tokenizer()).fit(themed)
    encoder = LsaEncoder().fit(words.transform(themed))
    encoded = [sparse.csr_matrix(encoder.transform(words.transform(some))) for some in (texts, themed)]
    return {
        "max probability": -model.predict_proba(texts).max(axis=1),
        "unseen pairs": unseen[:, 0],
        "unseen words": unseen[:, 1],
        "nearest texts": farness(normalize(features[:, :n_terms]), normalize(known[:, :n_terms])),
        "nearest in LSA": farness(*encoded),
        "novelty": model.novelty(texts),
    }


def farness(rows: sparse.csr_matrix, known: sparse.csr_matrix) -> Floats:
    """One minus the mean cosine to the nearest known rows."""
    return np.asarray(1 - np.sort((rows @ known.T).toarray(), axis=1)[:, -N_NEAREST:].mean(axis=1))


def show_row(name: str, count: int, columns: list[str], values: npt.ArrayLike) -> None:
    cells = (f"{value:.3f}".rjust(len(column)) for column, value in zip(columns, np.asarray(values), strict=True))
    print(f"{name:22} {count or '':>5}  {'  '.join(cells)}", flush=True)


def read_lines(path: Path) -> list[str]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [line.partition("\t")[0] for line in data.decode().splitlines() if line.strip()]


def show_silenced(name: str, model: ThemeClassifier, texts: list[str]) -> None:
    reasons = [label.abstained for label in model.label(texts, max_evidence=0)]
    silenced = reasons.count("unlike_training")
    would_be = silenced + reasons.count(None)
    print(f"{name}: {len(texts)} texts, {would_be} would be labelled, {silenced / max(would_be, 1):.1%} silenced")


if __name__ == "__main__":
    main()
