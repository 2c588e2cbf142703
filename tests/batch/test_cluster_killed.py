"""Jobs by Dask whose workers, scheduler or client are killed or stopped."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

import topics

from .conftest import is_running, made, n_finished, wait_for, write_jsonl

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

TEXTS = ("民警上门劝阻，老人保住了养老钱。", "今天的天气很好，花都开了。", "短")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    rows = [{"id": number, "text": f"{TEXTS[number % 3]}第{number}号"} for number in range(900)]
    (folder / "small.toml").write_text("[batch]\nshard_rows = 20\n")
    return write_jsonl(folder / "in.jsonl", [{"text": None}, *rows])


def start(table, out, *more):
    command = [sys.executable, "-m", "topics", "label", str(table), "--out", str(out), "--quiet"]
    command += ["--settings", str(table.with_name("small.toml")), *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True)  # noqa: S603  # our own command line


def said(job):
    message = job.communicate(timeout=240)[1]
    return job.returncode, re.sub(r"^topics: 1 bad rows were left out.*\n", "", message)


def wait_for_shards(job, out, count):
    wait_for(lambda: n_finished(out) >= count or job.poll() is not None)
    assert job.poll() is None, said(job)


def workers_of(pid):
    """The worker processes that a job has started on this machine."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    tasks = Path(f"/proc/{pid}/task").glob("*/children") if children.exists() else ()
    pids = [int(child) for task in tasks for child in task.read_text().split()]
    return [child for child in pids if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, table):
    out = tmp_path_factory.mktemp("undisturbed") / "out.jsonl"
    assert said(start(table, out, "--workers", "1")) == (3, "")
    return made(out)


def test_one_of_four_workers_is_killed(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(table, out, "--engine", "dask", "--workers", "4")
    wait_for_shards(job, out, 2)
    workers = workers_of(job.pid)
    assert len(workers) == 4
    os.kill(workers[0], signal.SIGKILL)
    assert n_finished(out) < 46
    assert said(job) == (3, "")
    assert made(out) == undisturbed


def test_a_job_that_is_killed_takes_its_workers_with_it_and_goes_on_without_dask(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(table, out, "--engine", "dask")
    wait_for_shards(job, out, 2)
    workers = workers_of(job.pid)
    assert len(workers) == 2
    job.kill()
    job.communicate()
    wait_for(lambda: not any(map(is_running, workers)), seconds=30)
    assert not out.exists()
    assert said(start(table, out, "--resume", "--workers", "1")) == (3, "")
    assert made(out) == undisturbed


def test_ctrl_c_ends_the_job_in_one_line_and_it_goes_on(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(table, out, "--engine", "dask")
    wait_for_shards(job, out, 2)
    os.killpg(job.pid, signal.SIGINT)  # a terminal sends it to all processes of the job
    assert said(job) == (1, f"topics: stopped; what is done stands in {out}.job, go on with --resume\n")
    assert said(start(table, out, "--engine", "dask", "--resume")) == (3, "")
    assert made(out) == undisturbed


def test_a_shard_that_kills_its_workers_ends_the_job(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(table, out, "--engine", "dask")
    wait_for_shards(job, out, 2)
    while job.poll() is None:
        for child in workers_of(job.pid):
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(child, signal.SIGKILL)
        time.sleep(0.01)
    place = rf"{re.escape(str(table))}: lines [\d,]+ to [\d,]+"
    code, message = said(job)
    assert code == 1
    assert re.fullmatch(rf"topics: {place}: 2 workers died of this shard; run again with --resume\n", message)
    assert said(start(table, out, "--resume")) == (3, "")
    assert made(out) == undisturbed


@contextmanager
def running(module, *arguments, cwd, package):
    """A process of Dask that imports the package from a folder."""
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments), "--no-dashboard"]
    how = {"cwd": cwd, "env": {**os.environ, "PYTHONPATH": str(package)}, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **how)  # noqa: S603  # our own command line
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def scheduler_and_workers(folder, package, n_workers):
    """A scheduler, its address, and workers."""
    file = folder / "scheduler.json"
    where = ["--scheduler-file", file]
    with ExitStack() as stack:
        alone = [*where, "--host", "127.0.0.1", "--port", 0]
        scheduler = stack.enter_context(running("dask_scheduler", *alone, cwd=folder, package=package))
        address = json.loads(wait_for(lambda: file.exists() and file.read_text()))["address"]
        one = [*where, "--nthreads", 1, "--no-nanny"]
        workers = [
            stack.enter_context(running("dask_worker", *one, cwd=folder, package=package)) for _ in range(n_workers)
        ]
        yield scheduler, address, workers


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_a_scheduler_of_its_own_loses_a_worker_and_then_goes_itself(tmp_path, table, undisturbed, elsewhere):
    out = tmp_path / "out.jsonl"
    package = Path(topics.__file__).parents[1]
    with scheduler_and_workers(elsewhere, package, 3) as (scheduler, address, workers):
        job = start(table, out, "--engine", "dask", "--scheduler", address)
        wait_for_shards(job, out, 2)
        workers[0].kill()
        wait_for_shards(job, out, n_finished(out) + 5)
        scheduler.kill()
        assert said(job) == (1, "topics: the Dask scheduler is gone; start it and run again with --resume\n")
    assert said(start(table, out, "--resume")) == (3, "")
    assert made(out) == undisturbed


def test_a_scheduler_without_this_package_is_said_in_one_line(tmp_path, table, elsewhere):
    (elsewhere / "topics").mkdir()
    (elsewhere / "topics" / "__init__.py").write_text("")
    with scheduler_and_workers(elsewhere, elsewhere, 1) as (_, address, _):
        code, message = said(start(table, tmp_path / "out.jsonl", "--engine", "dask", "--scheduler", address))
    wanted = r"topics: Dask lacks what this machine has \(No module named 'topics\.[^\n]+; install the same [^\n]+\n"
    assert code == 1
    assert re.fullmatch(wanted, message), message
