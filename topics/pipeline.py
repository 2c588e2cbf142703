"""The order of the steps: path -> Document -> Paragraph -> words -> matrix -> Label, and topics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from topics.batch.labelled import LabelledRows, read_labelled, suspect_columns
from topics.batch.paragraphs import read_table
from topics.batch.rows import is_table
from topics.discovery.layout import lay_out_texts
from topics.discovery.result import Discovery, discover_topics
from topics.documents.dates import paragraph_dates
from topics.documents.reader import is_document, read_documents
from topics.errors import TableError, TrainingDataError
from topics.report.page import ReportData
from topics.settings import Settings
from topics.shipped import STARTER_MODEL, THEMES_FILE
from topics.storage.folder import load_model
from topics.themes.assessment import Assessment, assess
from topics.themes.audit import ThemeAudit, audit_seeds
from topics.themes.classifier import ThemeClassifier
from topics.themes.comparison import compare
from topics.themes.evaluation import evaluate
from topics.themes.seeded import fit_from_seeds
from topics.themes.suspects import find_suspects
from topics.themes.taxonomy import Taxonomy, bare_taxonomy, read_taxonomy
from topics.themes.texts import refuse_no_list
from topics.types import Evaluation, Label, LabelledText, Paragraph, Reading


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


def label(
    texts: Iterable[str | Paragraph],
    model: ThemeClassifier | str | Path | None = None,
    settings: Settings | None = None,
) -> list[Label]:
    """Label texts or paragraphs with themes, in order.

    `model` is a classifier, a model folder, or the starter model that ships.

    >>> topics.label(["民警上门劝阻，老人保住了养老钱。"])[0].primary  # doctest: +SKIP
    'anti_fraud'
    """
    classifier = model if isinstance(model, ThemeClassifier) else load_model(model or STARTER_MODEL)
    refuse_no_list(texts)
    plain = [text.text if isinstance(text, Paragraph) else text for text in texts]
    return classifier.label(plain, **asdict((settings or Settings()).label))


def read(paths: Sequence[str | Path], text_column: str = "text") -> Reading:
    """Read documents, folders of them and tables into paragraphs, documents first.

    A row of a table is a paragraph as it stands, its row number in place of lines. Raises
    TableError at the first bad row.
    """
    tables = [path for path in map(Path, paths) if is_table(path)]
    files = [path for path in map(Path, paths) if not is_table(path)]
    parts = [read_documents(files)] if files else []
    parts += [read_table(path, text_column) for path in tables]
    documents = tuple(document for part in parts for document in part.documents)
    if len({document.name for document in documents}) < len(documents):
        raise TableError(f"{', '.join(map(str, tables))}: two tables share a file name; rename one")
    return Reading(
        paragraphs=tuple(paragraph for part in parts for paragraph in part),
        dropped=tuple(dropped for part in parts for dropped in part.dropped),
        documents=documents,
        rows=_other_columns(parts) if tables else (),
    )


def discover(
    paths: Sequence[str | Path],
    model: ThemeClassifier,
    settings: Settings | None = None,
    text_column: str = "text",
    date_column: str | None = None,
) -> Discovery:
    """Read documents or tables, label and date their paragraphs, find topics and set all side by side.

    Rows take their date from `date_column`, by default the column "date" where there is one; see
    `paragraph_dates` for what else tells a date.
    """
    settings = settings or Settings()
    reading = read(paths, text_column)
    dates = paragraph_dates(reading, date_column)
    labels = label(reading, model, settings)
    return discover_topics(reading, labels, dates, taxonomy_of(model), model.vectorizer_.tokenizer_, settings.discover)


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


def read_truth(paths: Sequence[str | Path], model: ThemeClassifier, text_column: str = "text") -> LabelledRows:
    """Read labelled tables; TrainingDataError for a theme that the model never learned."""
    return read_labelled(paths, bare_taxonomy(model.classes_.tolist()), text_column)


def evaluate_model(
    labelled: LabelledRows,
    model: ThemeClassifier,
    settings: Settings | None = None,
    against: ThemeClassifier | None = None,
    against_name: str = "the other model",
) -> Assessment:
    """Label the texts of labelled rows and compare with their themes, and with what another model says.

    Raises TrainingDataError where the other model never learned a theme that the rows name.
    """
    settings = settings or Settings()
    themes, truth = model.classes_.tolist(), labelled.rows
    labels = label(labelled.texts, model, settings)
    found = assess(labels, truth, themes, settings.evaluate, single=not model.multilabel_)
    if against is None:
        return found
    _check_knows(against, labelled, against_name)
    given, given_there, true = (
        [row.themes for row in rows] for rows in (labels, label(labelled.texts, against, settings), truth)
    )
    return replace(found, comparison=compare(given, given_there, true, against_name, settings.evaluate))


def suspects_of(trained: Trained) -> list[dict[str, Any]]:
    """Return the rows of the training data whose labels may be wrong, the likeliest first.

    A row says what its themes are, which to doubt, which may be missing, and where it stands.
    """
    model, labelled = trained.model, trained.labelled
    given = [row.themes for row in labelled.rows]
    found = find_suspects(model.oof_scores_, given, model.classes_.tolist(), single=not model.multilabel_)
    return [suspect_columns(labelled, suspect) for suspect in found]


def taxonomy_of(model: ThemeClassifier) -> Taxonomy:
    """The taxonomy of a model; of a model without one, its bare classes."""
    return model.taxonomy or bare_taxonomy(model.classes_.tolist())


def report_data(discovery: Discovery, title: str) -> ReportData:
    """Gather what the report shows."""
    return ReportData(
        title=title,
        documents=tuple(document.name for document in discovery.reading.documents),
        paragraphs=discovery.reading.paragraphs,
        labels=discovery.labels,
        dropped=discovery.reading.dropped,
        taxonomy=discovery.taxonomy,
        topics=discovery.topics,
        topic_ids=discovery.topic_ids,
        crosswalk=discovery.crosswalk,
        method=discovery.topic_model.method_,
        positions=lay_out_texts(discovery.reading.texts, discovery.topic_ids, discovery.topic_model.transform),
        dates=discovery.dates,
        over_time=discovery.over_time,
        candidates=discovery.candidates,
        hierarchy=discovery.hierarchy,
        quality=discovery.quality,
    )


def _other_columns(parts: Iterable[Reading]) -> tuple[Mapping[str, Any], ...]:
    """The other columns of the row of each paragraph, none for paragraphs of documents."""
    return tuple(columns for part in parts for columns in part.rows or ({} for _ in part))


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


def _check_knows(model: ThemeClassifier, labelled: LabelledRows, name: str) -> None:
    unknown = sorted(set(labelled.themes) - set(model.classes_.tolist()))
    if unknown:
        raise TrainingDataError(f"{name}: never learned the theme {unknown[0]!r}; compare models of the same themes")
