"""The command that labels documents and tables."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from topics import shipped
from topics.batch.arrays import forgo_pandas
from topics.batch.cluster import Engine, dask_engine
from topics.batch.documents import read_each
from topics.batch.job import JobCounts, JobOptions, job_folder, label_tables
from topics.batch.label import label_names, with_label
from topics.batch.paragraphs import PARAGRAPH_COLUMNS, paragraph_columns
from topics.batch.remote import Place, RemoteFile, place_of
from topics.batch.shards import ShardSize
from topics.batch.sources import QUARANTINE, Inputs, find_inputs
from topics.batch.table import check_table_path, write_table
from topics.cli.console import job_progress, reporting, say
from topics.cli.options import ModelFolder, Quiet, SettingsFile, TextColumn, settings_from
from topics.errors import JobError, OutputError
from topics.files import refuse_input
from topics.pipeline import labelling as pipeline
from topics.settings import Settings
from topics.storage.themes import load_theme_model
from topics.themes.labelling import Labeller

_SOME_BAD = 3


class EngineName(StrEnum):
    """Who labels tables: processes of this machine, or the workers of Dask."""

    LOCAL = "local"
    DASK = "dask"


def label(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Documents, folders of documents, or tables, also as s3://… or hdfs://…"
        ),
    ],
    out: Annotated[
        str, typer.Option(help="Table for the labels: .jsonl, .csv or .parquet, also as s3://… or hdfs://…")
    ],
    model: ModelFolder = shipped.STARTER_MODEL,
    coverage: Annotated[float | None, typer.Option(help="Add theme_set, the themes of a promised coverage.")] = None,
    precision: Annotated[
        float | None, typer.Option(help="Give only themes that are right this often, as 0.95; else those of best F1.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Add neighbours, the nearest training texts.")] = False,
    text_column: TextColumn = "text",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that label tables, by default 2; it changes no output.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a job on tables that was interrupted; its folder is OUT.job.")
    ] = False,
    job_dir: Annotated[
        Path | None, typer.Option("--job-dir", help="The folder that OUT.job stands in; by default beside OUT.")
    ] = None,
    engine: Annotated[
        EngineName, typer.Option(help="Who labels tables; dask takes many machines. It changes no output.")
    ] = EngineName.LOCAL,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Dask scheduler, as tcp://HOST:8786; by default a cluster here."),
    ] = None,
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Label documents, paragraph by paragraph, or the rows of tables.

    PATH may be a folder of tables or a pattern in quotes, 'globs/**/*.csv'.
    """
    if scheduler is not None and (engine is not EngineName.DASK or workers is not None):
        raise typer.BadParameter(
            "goes with --engine dask, and without --workers: it has its own", param_hint="--scheduler"
        )
    with reporting(quiet):
        forgo_pandas()
        target = place_of(out)
        chosen = settings_from(settings).asking(coverage=coverage, precision=precision, explain=explain)
        inputs = find_inputs(map(place_of, paths))
        _refuse_input(target, inputs)
        if inputs.tables:
            size = ShardSize(chosen.batch.shard_rows)
            options = JobOptions(workers or chosen.batch.workers, resume, size, folder=job_dir)
            with _opened(engine, scheduler, options.workers) as opened:
                counts = _label_tables(inputs.tables, target, model, chosen, text_column, options, opened)
        elif engine is not EngineName.LOCAL or isinstance(target, RemoteFile):
            raise JobError("documents are labelled here: without --engine dask, into a file of this machine")
        else:
            if inputs.passed_over:
                say(f"{inputs.passed_over} tables beside the documents are not read; name them in a job of their own")
            counts = _label_documents(inputs.documents, target, model, chosen)
        if counts.quarantined:
            raise typer.Exit(_SOME_BAD)


def _label_tables(
    tables: Sequence[Place],
    out: Place,
    model: Path,
    settings: Settings,
    text_column: str,
    options: JobOptions,
    engine: Engine | None,
) -> JobCounts:
    try:
        with job_progress() as watcher:
            counts = label_tables(tables, out, model, settings.label, text_column, options, watcher, engine)
    except KeyboardInterrupt:
        print(
            f"topics: stopped; what is done stands in {job_folder(out, options)}, go on with --resume", file=sys.stderr
        )
        raise typer.Exit(1) from None
    n_read = counts.labelled + counts.quarantined
    say(f"{counts.labelled} rows labelled in {out}, {counts.quarantined} of {n_read} quarantined")
    if counts.quarantined:
        print(f"topics: {counts.quarantined} bad rows were left out, see {counts.quarantine}", file=sys.stderr)
    return counts


def _refuse_input(target: Place, inputs: Inputs) -> None:
    check_table_path(target)
    if isinstance(target, Path):
        refuse_input(target, [path for path in (*inputs.tables, *inputs.documents) if isinstance(path, Path)])
    elif target in inputs.tables:
        raise OutputError(f"{target}: is the input; name another file")


@contextmanager
def _opened(engine: EngineName, scheduler: str | None, n_workers: int) -> Iterator[Engine | None]:
    if engine is EngineName.LOCAL:
        yield None
        return
    with dask_engine(scheduler, n_workers) as opened:
        yield opened


def _label_documents(paths: Sequence[Path], out: Path, model: Path, settings: Settings) -> JobCounts:
    classifier = load_theme_model(model)
    Labeller(classifier, settings.label)
    reading, bad = read_each(paths)
    labels = pipeline.label(reading, classifier, settings)
    rows = (with_label(paragraph_columns(paragraph), found) for paragraph, found in zip(reading, labels, strict=True))
    quarantine = out.with_name(f"{out.name}{QUARANTINE}")
    write_table(out, rows, (*PARAGRAPH_COLUMNS, *label_names(settings.label)))
    if bad:
        write_table(quarantine, bad, ())
    else:
        quarantine.unlink(missing_ok=True)
    themed = sum(bool(found.themes) for found in labels)
    say(f"{len(labels)} paragraphs of {len(reading.documents)} documents in {out}; {themed} have themes")
    if bad:
        print(f"topics: {len(bad)} documents could not be read, see {quarantine}", file=sys.stderr)
    return JobCounts(len(labels), len(bad), quarantine if bad else None)
