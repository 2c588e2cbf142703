"""Labelled rows, or seed words and unlabelled texts -> a classifier and how good it is."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from topics.batch.labelled import LabelledRows, read_labelled, suspect_columns
from topics.batch.rows import is_table
from topics.documents.reader import is_document
from topics.errors import TrainingDataError
from topics.pipeline.reading import read
from topics.settings import Settings
from topics.shipped import THEMES_FILE
from topics.themes.audit import ThemeAudit, audit_seeds
from topics.themes.classifier import ThemeClassifier
from topics.themes.evaluation import evaluate
from topics.themes.seeded import fit_from_seeds
from topics.themes.suspects import find_suspects
from topics.themes.taxonomy import Taxonomy, bare_taxonomy, read_taxonomy
from topics.types import Evaluation, LabelledText


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted classifier, how well it did on held-out folds, and what it learned from."""

    model: ThemeClassifier
    metrics: Evaluation
    labelled: LabelledRows


@dataclass(frozen=True, slots=True)
class TrainedFromSeeds:
    """A classifier fitted on seed words, its audit, and what it learned from.

    `texts` are the distinct unlabelled texts; `metrics` the held-out figures of the labelled
    rows, None without any: agreement with weak labels is no measure.
    """

    model: ThemeClassifier
    audit: tuple[ThemeAudit, ...]
    texts: tuple[str, ...]
    labelled: tuple[LabelledText, ...]
    metrics: Evaluation | None


def train(
    paths: Sequence[str | Path],
    taxonomy_file: Path | None = None,
    settings: Settings | None = None,
    text_column: str = "text",
) -> Trained:
    """Train a classifier on labelled tables and measure it on out-of-fold predictions.

    Without `taxonomy_file` the shipped taxonomy holds, unless the rows name none of its
    themes: then the classes are those that the rows name.
    """
    taxonomy = _taxonomy_for(paths, taxonomy_file, text_column)
    labelled = read_labelled(paths, taxonomy, text_column)
    model = ThemeClassifier(taxonomy, **asdict((settings or Settings()).train))
    try:
        model.fit(labelled.texts, labelled.targets, labelled.weights)
    except TrainingDataError as error:
        raise TrainingDataError(f"{', '.join(map(str, paths))}: {error}") from error
    _forget_private(model, labelled.rows)
    held_out = model.decide(model.oof_scores_)
    truth = [row.themes for row in labelled.rows]
    metrics = evaluate(held_out, truth, model.classes_.tolist(), single=not model.multilabel_)
    return Trained(model, metrics, labelled)


def train_from_seeds(
    unlabelled: Sequence[str | Path],
    labelled: Sequence[str | Path] = (),
    taxonomy_file: Path | None = None,
    settings: Settings | None = None,
    text_column: str = "text",
) -> TrainedFromSeeds:
    """Train a classifier on unlabelled documents and tables, by the seed words of a taxonomy.

    Labelled tables, if any, count more. Without `taxonomy_file` the shipped taxonomy holds.
    """
    taxonomy = read_taxonomy(taxonomy_file or THEMES_FILE)
    rows = read_labelled(labelled, taxonomy, text_column).rows if labelled else ()
    reading = read(_with_tables(unlabelled), text_column)
    model = ThemeClassifier(taxonomy, **asdict((settings or Settings()).train))
    try:
        fitted = fit_from_seeds(model, reading.texts, rows)
    except TrainingDataError as error:
        raise TrainingDataError(f"{', '.join(map(str, [*unlabelled, *labelled]))}: {error}") from error
    _forget_private(model, rows)
    ids = {paragraph.text: paragraph.id for paragraph in reversed(reading.paragraphs)}
    audit = audit_seeds(fitted.labels, taxonomy, fitted.given(), ids, model.vectorizer_.tokenizer_)
    truth = [row.themes for row in rows]
    metrics = evaluate(model.decide(fitted.labelled_scores), truth, model.classes_.tolist()) if truth else None
    return TrainedFromSeeds(model, tuple(audit), fitted.labels.texts, rows, metrics)


def suspects_of(trained: Trained) -> list[dict[str, Any]]:
    """Return the rows of the training data whose labels may be wrong, the likeliest first.

    A row says what its themes are, which to doubt, which may be missing, and where it stands.
    """
    model, labelled = trained.model, trained.labelled
    given = [row.themes for row in labelled.rows]
    found = find_suspects(model.oof_scores_, given, model.classes_.tolist(), single=not model.multilabel_)
    return [suspect_columns(labelled, suspect) for suspect in found]


def _with_tables(paths: Sequence[str | Path]) -> list[Path]:
    """Paths in which a folder of tables gives way to its tables, and stays where it holds documents too."""
    found: list[Path] = []
    for path in map(Path, paths):
        files = sorted(path.rglob("*")) if path.is_dir() else []
        tables = [file for file in files if is_table(file)]
        found += tables
        if not tables or any(map(is_document, files)):
            found.append(path)
    return found


def _taxonomy_for(paths: Sequence[str | Path], taxonomy_file: Path | None, text_column: str) -> Taxonomy:
    if taxonomy_file is not None:
        return read_taxonomy(taxonomy_file)
    shipped = read_taxonomy(THEMES_FILE)
    named = read_labelled(paths, None, text_column).themes
    if not named:
        raise TrainingDataError(f"{', '.join(map(str, paths))}: no row has a theme; label some before training")
    return shipped if set(named) & set(shipped.ids) else bare_taxonomy(named)


def _forget_private(model: ThemeClassifier, rows: Iterable[LabelledText]) -> None:
    if model.training_texts_ is not None:
        model.training_texts_ = model.training_texts_.without({row.text for row in rows if row.private})
