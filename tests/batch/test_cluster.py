"""Jobs by the workers of Dask: a real scheduler and real processes on this machine."""

import logging
import os
import signal
import sys
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.batch.cluster import dask_engine, label_errand
from topics.batch.job import JobOptions, label_tables
from topics.batch.pool import Errand
from topics.batch.remote import RemoteFile
from topics.batch.shards import ShardSize, cut_table
from topics.batch.worker import LabelTask, model_digest
from topics.cli import app
from topics.errors import InputError, JobError, MissingExtraError, TableError
from topics.settings import LabelSettings
from topics.shipped import STARTER_MODEL

from .conftest import PowerCutError, Silent, write_jsonl

distributed = pytest.importorskip("distributed")

OPTIONS = JobOptions(1, size=ShardSize(rows=9), block_rows=4)
RELEASE = version("topics-zh")
TEXTS = ("民警上门劝阻，老人保住了养老钱。", "今天的天气很好，花都开了。", "短")


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two worker processes."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def engine(cluster):
    with dask_engine(cluster.scheduler_address, 2) as engine:
        yield engine


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rows = [{"id": number, "text": f"{TEXTS[number % 3]}第{number}号"} for number in range(60)]
    rows[30] = {"id": 30, "text": None}
    rows[50]["new"] = [1, "x"]
    return write_jsonl(tmp_path_factory.mktemp("tables") / "in.jsonl", rows)


def label(table, out, engine=None, watcher=None, asked=None, **options):
    asked = asked or LabelSettings()
    return label_tables(
        [table], out, STARTER_MODEL, asked, "text", replace(OPTIONS, **options), watcher or Silent(), engine
    )


def made(out):
    return out.read_bytes(), out.with_name(f"{out.name}.quarantine.jsonl").read_bytes()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, table):
    """The bytes of a job in one process."""
    folder = tmp_path_factory.mktemp("undisturbed")

    def run(suffix):
        out = folder / f"out{suffix}"
        if not out.exists():
            label(table, out)
        return made(out)

    return run


@dataclass
class CutOff(Silent):
    """A watcher that cuts a job off after some rows."""

    after: int = 20

    def advance(self, count):
        super().advance(count)
        if sum(self.steps) > self.after:
            raise PowerCutError


@dataclass
class Killing(Silent):
    """A watcher that kills the processes that it is given at the first step."""

    pids: list[int] = field(default_factory=list)

    def advance(self, count):
        super().advance(count)
        while self.pids:
            os.kill(self.pids.pop(), signal.SIGKILL)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_workers_of_dask_make_the_same_bytes(tmp_path, table, undisturbed, engine, suffix):
    watcher, out = Silent(), tmp_path / f"out{suffix}"
    counts = label(table, out, engine, watcher)
    assert made(out) == undisturbed(suffix)
    assert (counts.labelled, counts.quarantined) == (59, 1)
    assert (watcher.n_rows, sum(watcher.steps)) == (60, 60)
    assert not out.with_name(f"{out.name}.job").exists()


@pytest.mark.parametrize("first", ["here", "dask"])
def test_a_job_that_one_engine_began_another_goes_on_with(tmp_path, table, undisturbed, engine, first):
    out = tmp_path / "out.jsonl"
    engines = [None, engine] if first == "here" else [engine, None]
    with pytest.raises(PowerCutError):
        label(table, out, engines[0], CutOff())
    watcher = Silent()
    label(table, out, engines[1], watcher, resume=True)
    assert watcher.n_before >= 9
    assert made(out) == undisturbed(".jsonl")


def test_workers_read_other_stores_by_themselves(tmp_path, table, undisturbed, engine):
    place = RemoteFile(f"file://{table}")
    label(place, tmp_path / "out.csv", engine)
    rows, bad = made(tmp_path / "out.csv")
    assert rows == undisturbed(".csv")[0]
    assert f'"file": "file://{table}"'.encode() in bad


def test_a_problem_of_a_worker_is_that_of_the_job(tmp_path, table, engine):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match="coverage should be between 0 and 1, not 90"):
        label(table, tmp_path / "out.csv", engine, asked=LabelSettings(coverage=90))
    assert sorted(tmp_path.iterdir()) == before


def test_paths_are_those_of_the_one_who_asks(table, undisturbed, engine, monkeypatch):
    monkeypatch.chdir(table.parent)
    label(Path(table.name), Path("relative.jsonl"), engine)
    rows, bad = made(table.with_name("relative.jsonl"))
    assert rows == undisturbed(".jsonl")[0]
    assert b'"file": "in.jsonl"' in bad


def test_a_shard_whose_worker_is_killed_is_done_again(tmp_path, table, undisturbed, cluster, engine):
    watcher = Killing(pids=[cluster.workers[0].pid])
    label(table, tmp_path / "out.jsonl", engine, watcher)
    assert not watcher.pids
    assert made(tmp_path / "out.jsonl") == undisturbed(".jsonl")


def test_a_scheduler_without_workers_is_refused(monkeypatch):
    monkeypatch.setattr("topics.batch.cluster._CONNECT_SECONDS", 3.0)
    with (
        distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(JobError, match=r"tcp://127\.0\.0\.1:\d+: has no workers; start some there"),
        dask_engine(empty.scheduler_address, 2),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "message"),
    [
        pytest.param("tcp://127.0.0.1:1", "tcp://127.0.0.1:1: no Dask scheduler answers", id="nobody"),
        pytest.param("127.0.0.1", "127.0.0.1: is not the address of a Dask scheduler", id="no-scheme"),
        pytest.param("foo://127.0.0.1:1", "foo://127.0.0.1:1: is not the address of a Dask", id="other-scheme"),
    ],
)
def test_a_scheduler_that_does_not_answer_is_said_in_one_line(address, message, monkeypatch):
    monkeypatch.setattr("topics.batch.cluster._CONNECT_SECONDS", 0.5)
    with pytest.raises(JobError, match=message) as caught, dask_engine(address, 2):
        pass
    assert "\n" not in str(caught.value)


def test_without_the_extra_an_install_line_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    wanted = r'distributed is not installed; .*pip install "topics-zh\[dask\]"'
    with pytest.raises(MissingExtraError, match=wanted), dask_engine(None, 2):
        pass


def errand(table, folder) -> Errand:
    shard = next(cut_table(table, "text", ShardSize(rows=9), folder))
    return 0, shard, folder / "rows.jsonl", folder / "bad.jsonl"


@pytest.fixture
def task():
    return LabelTask(str(STARTER_MODEL), model_digest(STARTER_MODEL), LabelSettings(), ".jsonl", 4)


def test_a_worker_that_does_not_see_the_folders_says_which(tmp_path, table, task):
    number, shard, rows, bad = errand(table, tmp_path)
    with pytest.raises(JobError, match=r"elsewhere: is not there on \S+, where a Dask worker needs it"):
        label_errand((number, shard, tmp_path / "elsewhere" / rows.name, bad), task, RELEASE)
    with pytest.raises(JobError, match="no/model: is not there on"):
        label_errand((number, shard, rows, bad), replace(task, model="no/model"), RELEASE)
    with pytest.raises(TableError, match="is no longer there"):
        label_errand((number, replace(shard, source=str(tmp_path / "gone.jsonl")), rows, bad), task, RELEASE)


def test_a_worker_of_another_release_is_refused(tmp_path, table, task):
    with pytest.raises(JobError, match=rf"\S+ has topics-zh {RELEASE}, not 77\.0; install the same there"):
        label_errand(errand(table, tmp_path), task, "77.0")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param("in.jsonl --scheduler tcp://127.0.0.1:1", 2, "--scheduler", id="scheduler-without-dask"),
        pytest.param("in.jsonl --engine dask --scheduler tcp://127.0.0.1:1 --workers 2", 2, "--workers", id="workers"),
        pytest.param("a.txt --engine dask", 1, "documents are labelled here: without --engine dask", id="documents"),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path, monkeypatch, arguments, code, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("花开了。", encoding="utf-8")
    result = CliRunner().invoke(app, ["label", *arguments.split(), "--out", "out.jsonl"])
    assert result.exit_code == code
    assert message in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_two_that_do_the_same_shard_do_not_write_the_same_file(tmp_path, table, task):
    one, other = (label_errand(errand(table, tmp_path), task, RELEASE) for _ in range(2))
    assert one[0] == other[0]
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"{kind}.jsonl.{token}.partial" for kind in ("rows", "bad") for _, token in (one, other)}
