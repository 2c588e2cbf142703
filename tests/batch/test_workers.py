"""Jobs in processes of their own, which are killed, stopped and set against each other."""

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from topics.batch.job import JobOptions, label_tables
from topics.batch.shards import ShardSize
from topics.errors import InputError
from topics.settings import LabelSettings
from topics.shipped import STARTER_MODEL

from .conftest import Silent, is_running, made, n_finished, wait_for, write_jsonl

GO_ON = "go on with --resume, or remove this folder"
SETTINGS = "[batch]\nshard_rows = 30\n"
TEXTS = (
    "民警上门劝阻，老人保住了八万元养老钱。",
    "网格员走进小区，把邻里的矛盾化解在家门口。",
    "今天的天气很好，公园里的花都开了。",
    "交警在路口查处了三起酒后驾驶。",
    "短",
)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return make_table(tmp_path_factory, 300)


@pytest.fixture(scope="module")
def long_table(tmp_path_factory):
    """A table that takes long enough to be disturbed."""
    return make_table(tmp_path_factory, 2000)


def make_table(tmp_path_factory, n_rows):
    folder = tmp_path_factory.mktemp("tables")
    rows = [{"id": number, "text": f"{TEXTS[number % 5]}第{number}号" * (1 + number % 3)} for number in range(n_rows)]
    path = write_jsonl(folder / "in.jsonl", [*rows[:100], {"text": None}, *rows[100:]])
    (folder / "small.toml").write_text(SETTINGS)
    return path


def arguments(table, out, *more):
    command = [sys.executable, "-m", "topics", "label", str(table), "--out", str(out)]
    return [*command, "--settings", str(table.with_name("small.toml")), *more]


def start(table, out, *more, **how):
    return subprocess.Popen(arguments(table, out, *more), stderr=subprocess.PIPE, encoding="utf-8", **how)  # noqa: S603  # our own command line


def finish(table, out, *more):
    result = subprocess.run(arguments(table, out, *more), capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # our own command line
    return result.returncode, result.stderr


def children(pid):
    """The worker processes of a job."""
    try:
        pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in pids if "tracker" not in Path(f"/proc/{child}/cmdline").read_text()]
    except FileNotFoundError:
        return []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, table):
    """The bytes of a job that nothing disturbed: of its table and of its quarantine."""
    return label_undisturbed(tmp_path_factory, table)


@pytest.fixture(scope="module")
def long_undisturbed(tmp_path_factory, long_table):
    return label_undisturbed(tmp_path_factory, long_table)


def label_undisturbed(tmp_path_factory, table):
    out = tmp_path_factory.mktemp("undisturbed") / "out.jsonl"
    assert finish(table, out, "--workers", "1", "--quiet")[0] == 3
    return made(out)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_the_number_of_workers_changes_no_byte(tmp_path, table, suffix):
    outputs = []
    for workers in (1, 2, 3):
        watcher, out = Silent(), tmp_path / f"{workers}{suffix}"
        options = JobOptions(workers, size=ShardSize(rows=70), block_rows=17 * workers)
        counts = label_tables([table], out, STARTER_MODEL, LabelSettings(), "text", options, watcher)
        assert (counts.labelled, counts.quarantined) == (300, 1)
        assert (watcher.n_rows, sum(watcher.steps)) == (301, 301)
        outputs.append(made(out))
    assert outputs[0] == outputs[1] == outputs[2]


def test_workers_label_as_the_library_does(tmp_path, table, starter):
    options = JobOptions(2, size=ShardSize(rows=150))
    asked = LabelSettings(coverage=0.9)
    label_tables([table], tmp_path / "out.jsonl", STARTER_MODEL, asked, "text", options, Silent())
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    labels = starter.label([row["text"] for row in found], coverage=0.9)
    assert {row["abstained"] for row in found} >= {None, "no_theme_confident"}
    for row, label in zip(found, labels, strict=True):
        assert row["scores"] == dict(label.scores)
        assert (row["primary"], row["abstained"]) == (label.primary, label.abstained)
        assert (row["themes"], row["theme_set"]) == (list(label.themes), list(label.theme_set))
        assert [tuple(span.values()) for span in row["evidence"]] == [
            (span.theme, span.start, span.end, span.text, span.weight) for span in label.evidence
        ]


def test_a_problem_of_a_worker_is_that_of_the_job(tmp_path, table):
    options = JobOptions(2, size=ShardSize(rows=70))
    before = sorted(tmp_path.iterdir())
    asked = LabelSettings(coverage=90)
    with pytest.raises(InputError, match="coverage should be between 0 and 1, not 90"):
        label_tables([table], tmp_path / "out.csv", STARTER_MODEL, asked, "text", options, Silent())
    assert sorted(tmp_path.iterdir()) == before


def kill_until_done(table, out, workers, moments):
    """Kill a job at random moments, each time a little later, until it ends by itself; how often it was killed."""
    for n_killed in range(40):
        job = start(table, out, "--quiet", "--resume", "--workers", str(workers))
        try:
            job.communicate(timeout=moments.uniform(0, 1) * (2 + n_killed))
        except subprocess.TimeoutExpired:
            job.kill()
            job.communicate()
        else:
            assert job.returncode == 3
            return n_killed
    raise AssertionError


def assert_clean(out):
    """Nothing of the job is left but its results."""
    names = [path.name for path in out.parent.iterdir() if path.name.startswith((out.name, f".{out.name}"))]
    assert sorted(names) == [out.name, f"{out.name}.quarantine.jsonl"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_job_goes_on_and_makes_the_same_bytes(tmp_path, long_table, long_undisturbed, workers):
    out = tmp_path / "out.jsonl"
    job = start(long_table, out, "--quiet", "--workers", str(workers))
    wait_for(lambda: n_finished(out) >= 2)
    job.kill()
    job.communicate()
    assert not out.exists()
    assert finish(long_table, out) == (1, f"topics: {out}.job: a job was not finished; {GO_ON}\n")
    code, said = finish(long_table, out, "--resume", "--workers", str(3 - workers))
    assert code == 3
    assert re.search(r"\d+ of 2,001 rows were done before", said)
    assert made(out) == long_undisturbed
    assert_clean(out)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_job_that_is_killed_at_random_moments_makes_the_same_bytes(tmp_path, long_table, long_undisturbed, seed):
    out = tmp_path / "out.jsonl"
    kill_until_done(long_table, out, 1 + seed % 3, random.Random(seed))  # noqa: S311  # no secret
    assert made(out) == long_undisturbed
    assert_clean(out)


def test_a_worker_that_is_killed_is_replaced(tmp_path, long_table, long_undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(long_table, out, "--quiet", "--workers", "2")
    wait_for(lambda: n_finished(out) >= 1)
    os.kill(wait_for(lambda: children(job.pid))[0], signal.SIGKILL)
    _, said = job.communicate(timeout=120)
    assert job.returncode == 3, said
    assert made(out) == long_undisturbed
    assert_clean(out)


def test_a_shard_that_kills_two_workers_ends_the_job(tmp_path, long_table, long_undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(long_table, out, "--quiet", "--workers", "2")
    wait_for(lambda: n_finished(out) >= 1)
    while job.poll() is None:
        for child in children(job.pid):
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(child, signal.SIGKILL)
        time.sleep(0.01)
    said = job.communicate()[1]
    assert job.returncode == 1
    place = rf"{re.escape(str(long_table))}: lines \d+ to \d+"
    died = rf"topics: {place}: 2 workers died of this shard \(killed by SIGKILL, [^\n]+\); run again with --resume\n"
    assert re.fullmatch(died, said)
    assert finish(long_table, out, "--resume", "--quiet")[0] == 3
    assert made(out) == long_undisturbed


def test_workers_end_with_a_job_that_is_killed(tmp_path, long_table):
    out = tmp_path / "out.jsonl"
    job = start(long_table, out, "--quiet", "--workers", "2")
    wait_for(lambda: n_finished(out) >= 1)
    workers = children(job.pid)
    assert len(workers) == 2
    job.kill()
    job.communicate()
    wait_for(lambda: not any(is_running(pid) for pid in workers), seconds=30)


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_the_job_in_one_line_and_it_goes_on(tmp_path, long_table, long_undisturbed, workers):
    out = tmp_path / "out.jsonl"
    # a test that runs in the background hands down that Ctrl-C is ignored
    heeded = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    arguments = "--quiet", "--workers", str(workers)
    job = start(long_table, out, *arguments, start_new_session=True, preexec_fn=heeded)
    wait_for(lambda: n_finished(out) >= 1)
    os.killpg(job.pid, signal.SIGINT)  # a terminal sends it to all processes of the job
    _, said = job.communicate(timeout=60)
    assert (job.returncode, said) == (1, f"topics: stopped; what is done stands in {out}.job, go on with --resume\n")
    assert finish(long_table, out, "--resume", "--quiet")[0] == 3
    assert made(out) == long_undisturbed
    assert_clean(out)


def test_a_second_job_on_the_same_output_is_refused(tmp_path, long_table, long_undisturbed):
    out = tmp_path / "out.jsonl"
    job = start(long_table, out, "--quiet", "--workers", "1")
    wait_for(lambda: n_finished(out) >= 1)
    job.send_signal(signal.SIGSTOP)
    refused = (1, f"topics: {out}.job: another process is at this job; wait for it\n")
    assert finish(long_table, out, "--resume") == refused
    assert finish(long_table, out) == refused
    job.send_signal(signal.SIGCONT)
    job.communicate()
    assert made(out) == long_undisturbed


def test_a_changed_model_is_refused(tmp_path, long_table):
    out, model = tmp_path / "out.jsonl", tmp_path / "model"
    shutil.copytree(STARTER_MODEL, model)
    job = start(long_table, out, "--quiet", "--model", str(model))
    wait_for(lambda: n_finished(out) >= 1)
    job.kill()
    job.communicate()
    rows = tmp_path / "labelled.jsonl"
    rows.write_text('{"text": "骗子来电", "themes": ["a"]}\n{"text": "花开", "themes": ["b"]}\n' * 3, encoding="utf-8")
    trained = [sys.executable, "-m", "topics", "train", str(rows), "--out", str(model), "--quiet"]
    assert subprocess.run(trained, check=False).returncode == 0  # noqa: S603  # our own command line
    code, said = finish(long_table, out, "--resume", "--model", str(model))
    assert code == 1
    assert "out.jsonl.job: the model is not the one that the job began with; undo that, or remove" in said
    code, said = finish(long_table, out, "--resume", "--precision", "0.9")
    assert "precision was None when the job began and is 0.9 now" in said or "the model" in said


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 300 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603  # our own command line
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607  # our own command line


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_is_said_in_one_line_and_the_job_goes_on_when_there_is_space(
    small_disk, table, undisturbed, workers
):
    out = small_disk / "out.jsonl"
    (small_disk / "ballast").write_bytes(bytes(120_000))
    code, said = finish(table, out, "--quiet", "--workers", workers)
    assert code == 1
    assert re.fullmatch(r"topics: [^\n]+No space left on device\); free space and run again with --resume\n", said)
    assert not out.exists()
    assert n_finished(out) > 0
    subprocess.run(["mount", "-o", "remount,size=3m", str(small_disk)], check=True)  # noqa: S603, S607  # our own
    assert finish(table, out, "--resume", "--quiet")[0] == 3
    assert made(out) == undisturbed


def test_a_limit_of_file_sizes_is_said_as_a_full_disk_is(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    job = start(table, out, "--quiet", preexec_fn=limit)  # the test has one thread
    said = job.communicate()[1]
    assert job.returncode == 1
    assert re.fullmatch(r"topics: [^\n]+File too large\); free space and run again with --resume\n", said)
    assert finish(table, out, "--resume", "--quiet")[0] == 3
    assert made(out) == undisturbed
