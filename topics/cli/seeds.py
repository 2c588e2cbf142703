"""What `topics train --unlabelled` writes and prints: the model and the audit of its seed words."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from topics.batch.table import check_table_path, write_table
from topics.cli.console import say
from topics.cli.figures import show_evaluation
from topics.files import refuse_input
from topics.pipeline.training import TrainedFromSeeds
from topics.storage.saving import save_model
from topics.themes.audit import ThemeAudit

_WIDTH = 120
_SHOWN = 4
_AUDIT = "audit.csv"


def check_audit(audit: Path | None, out: Path, inputs: Iterable[Path]) -> Path:
    """Return where the audit goes; OutputError where no table can be written there."""
    target = audit or out / _AUDIT
    if audit is not None:
        check_table_path(audit)
    refuse_input(target, inputs)
    return target


def save_seeded(trained: TrainedFromSeeds, out: Path, name: str | None, audit: Path, quiet: bool) -> None:
    """Write the model and the audit, and print the audit."""
    save_model(
        trained.model,
        out,
        name=name,
        metrics=trained.metrics,
        training=trained.labelled,
        unlabelled=trained.texts,
    )
    write_table(audit, map(asdict, trained.audit), [field.name for field in fields(ThemeAudit)])
    if not quiet:
        _show_audit(trained.audit, len(trained.texts))
        if trained.metrics is not None:
            show_evaluation(trained.metrics, f"{trained.model.n_folds}-fold cross-validation, labelled texts")
    for theme in sorted({row.theme for row in trained.audit} - set(trained.model.classes_.tolist())):
        say(f"no seed word of {theme} stands in any text: the model does not know this theme")
    say(f"model in {out}, audit of the seed words in {audit}")


def _show_audit(rows: Sequence[ThemeAudit], n_texts: int) -> None:
    table = Table(title=f"seed words over {n_texts} texts")
    for name in ("theme", "matched", "given", "near misses"):
        table.add_column(name, justify="left" if name == "theme" else "right", no_wrap=True)
    for name in ("conflicts", "dead seeds", "suggested seeds"):
        table.add_column(name, overflow="fold")
    for row in rows:
        counts = (f"{row.n_matched} {row.coverage:.1%}", str(row.n_labelled), str(row.n_near_misses))
        lists = (row.conflicts, row.dead_seeds, row.suggestions)
        table.add_row(escape(row.theme), *counts, *(escape(_shortened(words)) for words in lists))
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)


def _shortened(words: Sequence[str]) -> str:
    more = f" +{len(words) - _SHOWN}" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more
