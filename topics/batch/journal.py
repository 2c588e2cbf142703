"""The folder of a job: what it is to do, what is done, and who is at it.

`plan.jsonl` says what the output hangs on (model, settings, tables) and which shards there are;
`journal.jsonl` gets a line for each shard whose files are whole and on the disk. A line counts if
its key, over all that the shard hangs on, is right, and its files are what it says.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from topics.batch.disk import PARTIAL, append_line, digest_of, explained, partial_of, settle, whole
from topics.batch.shards import Shard
from topics.batch.worker import ShardResult
from topics.errors import JobError

_PLAN, _JOURNAL, _LOCK = "plan.jsonl", "journal.jsonl", "lock"
_PLACES = ("table", "start", "stop", "first", "n_rows", "group", "digest")
"""What of a shard tells whether it is the same; where its bytes are read from does not."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a job is to do: `facts` are what its output hangs on beside the rows, `tables` are in order."""

    facts: Mapping[str, Any]
    tables: tuple[str, ...]
    shards: tuple[Shard, ...]

    def key(self, number: int) -> str:
        """Return the digest of all that the files of a shard hang on."""
        return hashlib.sha256(_line([self.facts, _places(self.shards[number])]).encode()).hexdigest()

    def lines(self) -> list[str]:
        """Return the plan as lines of JSON."""
        return [_line({"facts": self.facts, "tables": self.tables}), *(_line(_places(shard)) for shard in self.shards)]


class JobFolder:
    """The folder of a job that this process alone works in; see `open_job`."""

    def __init__(self, folder: Path, suffix: str, made: Sequence[Path]) -> None:
        self.path, self._suffix, self._made = folder, suffix, made
        self.done: dict[int, ShardResult] = {}

    def rows_file(self, number: int) -> Path:
        """Return where the labelled rows of a shard stand."""
        return self.path / f"shard-{number:06d}{self._suffix}"

    def bad_file(self, number: int) -> Path:
        """Return where the bad rows of a shard stand."""
        return self.path / f"shard-{number:06d}.bad.jsonl"

    def begin(self, plan: Plan) -> None:
        """Write down what is to do, or see that it is what was begun, and what of it is done.

        Raises JobError, saying what has changed, where it is not.
        """
        lines = plan.lines()
        path = self.path / _PLAN
        if not path.is_file():
            with whole(path) as part:
                part.write("".join(f"{line}\n" for line in lines).encode())
            return
        was = path.read_text(encoding="utf-8").splitlines()
        if was != lines:
            raise JobError(
                f"{self.path}: {_difference(was, lines)}; undo that, or remove this folder and run without --resume"
            )
        self._find_done(plan)

    def record(self, plan: Plan, number: int, result: ShardResult, writer: int | str) -> None:
        """Let the files that a process has written for a shard count."""
        for path in (self.rows_file(number), self.bad_file(number)):
            settle(partial_of(path, writer), path)
        append_line(self.path / _JOURNAL, _line({"shard": number, "key": plan.key(number), **asdict(result)}))
        self.done[number] = result

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def is_new(self) -> bool:
        """Tell whether the folder was made by this process, and nothing in it is done."""
        return bool(self._made) and not self.done

    def abandon(self) -> None:
        """Remove the folder and those that were made to hold it."""
        self.remove()
        for folder in self._made[1:]:
            if not any(folder.iterdir()):
                folder.rmdir()

    def sweep(self) -> None:
        """Remove what other processes left half-written."""
        for path in self.path.glob(f"*{PARTIAL}"):
            path.unlink(missing_ok=True)

    def _find_done(self, plan: Plan) -> None:
        path = self.path / _JOURNAL
        data = path.read_bytes() if path.is_file() else b""
        whole_lines = data[: data.rfind(b"\n") + 1]
        if whole_lines != data:
            with explained(path):
                os.truncate(path, len(whole_lines))
        for line in whole_lines.splitlines():
            entry = _entry(line)
            number = entry.pop("shard", -1)
            if entry.pop("key", "") == (plan.key(number) if 0 <= number < len(plan.shards) else None):
                result = ShardResult(**{**entry, "columns": tuple(entry["columns"])})
                if self._holds(number, result):
                    self.done[number] = result

    def _holds(self, number: int, result: ShardResult) -> bool:
        """Tell whether the files of a shard are what the journal says."""
        files = {self.rows_file(number): result.digest, self.bad_file(number): result.bad_digest}
        return all(path.is_file() and digest_of(path) == digest for path, digest in files.items())


@contextmanager
def open_job(folder: Path, suffix: str, *, resume: bool) -> Iterator[JobFolder]:
    """Yield the folder of a job, made new or, with `resume`, as it was left; no other process can open it then.

    Raises JobError where another process is at it, or where it stands there and is not to be resumed.
    """
    with explained(folder):
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        if not made and not (folder / _LOCK).exists() and any(folder.iterdir()):
            raise JobError(f"{folder}: is not the folder of a job; name another output")
        lock = (folder / _LOCK).open("ab")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobError(f"{folder}: another process is at this job; wait for it") from None
        if not made and not resume:
            raise JobError(f"{folder}: a job was not finished; go on with --resume, or remove this folder")
        job = JobFolder(folder, suffix, made)
        job.sweep()
        yield job


def _places(shard: Shard) -> dict[str, Any]:
    return {name: getattr(shard, name) for name in (*_PLACES, "header")}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _difference(was: Sequence[str], now: Sequence[str]) -> str:
    """What has changed between two plans."""
    before, after = (_entry(lines[0].encode()) if lines else {} for lines in (was, now))
    facts, others = before.get("facts", {}), after["facts"]
    for name, value in others.items():
        if facts.get(name) != value:
            return _changed_fact(name, facts.get(name), value)
    for table in before.get("tables", []):
        if table not in after["tables"]:
            return f"the table {table} is gone since the job began"
    for table in after["tables"]:
        if table not in before.get("tables", []):
            return f"the table {table} was added since the job began"
    changed = [table for table in after["tables"] if _shards_of(table, was) != _shards_of(table, now)]
    return f"{', '.join(changed) or 'the order of tables'} changed since the job began"


def _shards_of(table: str, lines: Sequence[str]) -> list[str]:
    return [line for line in lines[1:] if _entry(line.encode()).get("table") == table]


def _changed_fact(name: str, old: Any, new: Any) -> str:
    if name == "model":
        return "the model is not the one that the job began with"
    return f"{name} was {old!r} when the job began and is {new!r} now"
