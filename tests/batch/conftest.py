"""What the tests of jobs share: labels that tell their text, and a job cut into small shards."""

import json
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from topics.batch.columns import LABEL_COLUMNS
from topics.batch.job import JobOptions, label_tables_here
from topics.batch.label import labels_batch
from topics.batch.shards import ShardSize
from topics.types import Evidence, Label


def fake_label(text: str) -> Label:
    if "骗" not in text:
        return Label(None, (), {"anti_fraud": 0.01, "rule_of_law": 0.5}, "no_theme_confident")
    evidence = (Evidence("anti_fraud", 0, len(text), text, 0.25),)
    return Label("anti_fraud", ("anti_fraud", "rule_of_law"), {"anti_fraud": 0.9, "rule_of_law": 0.5}, None, evidence)


class PowerCutError(Exception):
    """The end of a process, without warning."""


@dataclass
class FakeModel:
    """Labels blocks, counts the texts it is shown, and may be cut off in the middle."""

    cut_after: int | None = None
    n_texts: int = 0

    def __call__(self, texts):
        if self.cut_after is not None and self.n_texts + len(texts) > self.cut_after:
            raise PowerCutError
        self.n_texts += len(texts)
        return labels_batch([fake_label(text) for text in [*texts.to_pylist(), "x"]], LABEL_COLUMNS).slice(
            0, len(texts)
        )


@dataclass
class Silent:
    """A watcher that remembers what it was told."""

    n_rows: int = 0
    n_before: int = 0
    steps: list[int] = field(default_factory=list)

    def begin(self, n_rows: int, n_done: int) -> None:
        self.n_rows, self.n_before = n_rows, n_done

    def advance(self, count: int) -> None:
        self.steps.append(count)


SMALL = JobOptions(size=ShardSize(rows=7), block_rows=3)


def label_here(tables, target, model=None, options=SMALL, *, resume=False, watcher=None):
    """Run a job in this process, in shards of seven rows."""
    tables = [tables] if isinstance(tables, Path) else tables
    options = replace(options, resume=resume)
    label = model or FakeModel()
    return label_tables_here(tables, target, label, LABEL_COLUMNS, "text", options, watcher or Silent())


def write_jsonl(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def rows():
    return [{"id": number, "text": f"第{number}封来信{'说的是骗局' * (number % 3)}"} for number in range(40)]


@pytest.fixture
def table(tmp_path, rows):
    return write_jsonl(tmp_path / "in.jsonl", rows)


def made(out):
    return out.read_bytes(), out.with_name(f"{out.name}.quarantine.jsonl").read_bytes()


def wait_for(condition, seconds=120):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def n_finished(out):
    journal = out.with_name(f"{out.name}.job") / "journal.jsonl"
    return len(journal.read_text().splitlines()) if journal.exists() else 0


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
