"""Tables of other stores, of which the one in memory stands for all."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.batch.remote import RemoteFile, place_of
from topics.batch.sources import find_inputs
from topics.cli import app
from topics.errors import JobError, MissingExtraError, OutputError, TableError, TopicsError

from .conftest import SMALL, FakeModel, PowerCutError, label_here

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def store():
    """An empty store in memory."""
    system = fsspec.filesystem("memory")
    yield system
    for name in list(system.store):
        system.rm_file(name)
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def rows(rows):
    return [*rows[:12], {"text": None}, *rows[12:]]


@pytest.fixture
def here(tmp_path, table):
    """The same rows in files of this machine, one of each kind."""
    label_here(table, tmp_path / "rows.csv")
    label_here(table, tmp_path / "rows.parquet")
    (tmp_path / "gb.csv").write_bytes("id,text\n1,说的是骗局\n2,花开\n3,又一个骗局\n".encode("gb18030"))
    (tmp_path / "empty.jsonl").write_bytes(b"")
    return {path.name: path for path in tmp_path.iterdir() if not path.name.endswith(".quarantine.jsonl")}


def put(store, name, data):
    store.pipe_file(f"/{name}", data)
    return RemoteFile(f"memory://{name}")


@pytest.mark.parametrize("name", ["in.jsonl", "rows.csv", "rows.parquet", "gb.csv", "empty.jsonl"])
@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_a_table_of_another_store_is_labelled_as_one_of_this_machine(tmp_path, here, store, name, suffix):
    there = put(store, f"bucket/{name}", here[name].read_bytes())
    wanted, out = tmp_path / f"wanted{suffix}", tmp_path / f"out{suffix}"
    label_here(here[name], wanted)
    label_here([there], out)
    assert out.read_bytes() == wanted.read_bytes()
    bad = [path.with_name(f"{path.name}.quarantine.jsonl") for path in (wanted, out)]
    if name == "in.jsonl":
        was, found = (json.loads(path.read_text("utf-8")) for path in bad)
        assert found == {**was, "file": "memory://bucket/in.jsonl"}
    else:
        assert not any(path.exists() for path in bad)


def test_folders_and_globs_of_another_store_name_their_tables(store):
    names = ["b/2.csv", "b/1.jsonl", "b/deep/3.parquet", "b/note.txt", "b/.hidden/4.csv", "b/1.csv.quarantine.jsonl"]
    for name in [*names, "b/o.csv.job/5.csv", "c/6.csv"]:
        put(store, name, b"")

    def found(address):
        return [str(table) for table in find_inputs([place_of(address)]).tables]

    below = ["memory://b/1.jsonl", "memory://b/2.csv", "memory://b/deep/3.parquet"]
    assert found("memory://b") == found("memory://b/") == below
    assert found("memory://*/*.csv") == ["memory://b/2.csv", "memory://c/6.csv"]
    assert found("memory://c/6.csv") == ["memory://c/6.csv"]
    for address in ("memory://b/note.txt", "memory://b/*.docx"):
        with pytest.raises(TableError, match="is no table, and holds none; of other stores only tables are read"):
            found(address)


def test_tables_of_here_and_there_go_into_one_output(tmp_path, here, store):
    there = put(store, "bucket/in.jsonl", here["in.jsonl"].read_bytes())
    tables = find_inputs([there, here["in.jsonl"]]).tables
    assert tables == (here["in.jsonl"], there)
    assert label_here(tables, tmp_path / "out.jsonl").labelled == 80


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        pytest.param("memory://gone.csv", TableError, "memory://gone.csv: no such file", id="gone"),
        pytest.param("nosuch://x.csv", TopicsError, "nosuch://x.csv: cannot be reached", id="no-such-store"),
        pytest.param("s3://b/x.csv", MissingExtraError, "s3://b/x.csv: cannot be reached .*s3fs", id="no-s3fs"),
    ],
)
def test_what_cannot_be_reached_is_said_in_one_line(tmp_path, monkeypatch, address, error, message):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(error, match=message) as caught:
        label_here(find_inputs([place_of(address)]).tables, tmp_path / "out.csv")
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


class StoreError(Exception):
    """What no file raises."""


@pytest.mark.parametrize("holder", ["info", "readinto"])
def test_an_error_that_only_a_store_raises_is_said_in_one_line(tmp_path, here, store, monkeypatch, holder):
    def fail(*_, **__):
        raise StoreError("no credentials")

    there = put(store, "in.jsonl", here["in.jsonl"].read_bytes())
    with store.open("/in.jsonl") as file:
        kind = type(file)
    monkeypatch.setattr(type(store) if holder == "info" else kind, holder, fail, raising=False)
    with pytest.raises(TableError, match=r"memory://in\.jsonl.*\(no credentials\)"):
        label_here([there], tmp_path / "out.jsonl")


def test_without_the_extra_an_install_line_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingExtraError, match=r's3://b/x\.csv: fsspec is not .*pip install "topics-zh\[remote\]"'):
        find_inputs([place_of("s3://b/x.csv")])


def test_a_table_that_changes_meanwhile_is_noticed(tmp_path, here, store):
    data = here["in.jsonl"].read_bytes()
    there = put(store, "in.jsonl", data)

    def change(texts):
        put(store, "in.jsonl", data + b" ")
        return FakeModel()(texts)

    with pytest.raises(TableError, match=r"memory://in\.jsonl: was changed while it was labelled"):
        label_here([there], tmp_path / "out.jsonl", change)


def test_a_job_on_another_store_is_resumed_and_a_change_refused(tmp_path, here, store):
    data = here["in.jsonl"].read_bytes()
    there, out = put(store, "in.jsonl", data), tmp_path / "out.jsonl"
    with pytest.raises(PowerCutError):
        label_here([there], out, FakeModel(cut_after=20))
    put(store, "in.jsonl", data + b'{"text": "x"}\n')
    with pytest.raises(JobError, match=r"memory://in\.jsonl changed since the job began"):
        label_here([there], out, resume=True)
    put(store, "in.jsonl", data)
    model = FakeModel()
    label_here([there], out, model, resume=True)
    assert model.n_texts < 40
    label_here(here["in.jsonl"], tmp_path / "wanted.jsonl")
    assert out.read_bytes() == (tmp_path / "wanted.jsonl").read_bytes()


@pytest.fixture
def target(store):
    return put(store, "out/labels.jsonl", b"old")


@pytest.fixture
def in_folder(tmp_path):
    """Options of a job whose folder stands in one of its own."""
    return replace(SMALL, folder=tmp_path / "work")


def test_the_output_goes_to_another_store_when_it_is_whole(tmp_path, table, store, target, in_folder):
    label_here(table, tmp_path / "wanted.jsonl")

    def label(texts):
        assert store.cat_file("/out/labels.jsonl") == b"old"
        return FakeModel()(texts)

    counts = label_here(table, target, label, in_folder)
    assert str(counts.quarantine) == "memory://out/labels.jsonl.quarantine.jsonl"
    assert store.cat_file("/out/labels.jsonl") == (tmp_path / "wanted.jsonl").read_bytes()
    wanted = (tmp_path / "wanted.jsonl.quarantine.jsonl").read_bytes()
    assert store.cat_file("/out/labels.jsonl.quarantine.jsonl") == wanted
    assert sorted(store.store) == ["/out/labels.jsonl", "/out/labels.jsonl.quarantine.jsonl"]
    assert not list((tmp_path / "work").iterdir())


def test_a_quarantine_of_before_goes_when_no_row_is_bad(here, store, target, in_folder):
    put(store, "out/labels.jsonl.quarantine.jsonl", b"old")
    label_here(here["gb.csv"], target, options=in_folder)
    assert list(store.store) == ["/out/labels.jsonl"]


@pytest.mark.parametrize("fails", ["put_file", "mv", "half"])
def test_a_job_that_could_not_deliver_goes_on_with_that(table, store, target, in_folder, monkeypatch, fails):
    def fail(*_, **__):
        raise OSError(5, "connection lost")

    def put_half(_, file, there):
        store.pipe_file(there, Path(file).read_bytes()[:-1])

    with monkeypatch.context() as patched:
        patched.setattr(type(store), "put_file" if fails == "half" else fails, put_half if fails == "half" else fail)
        problem = "did not arrive whole" if fails == "half" else "connection lost"
        wanted = rf"memory://out/\S+: cannot be written \({problem}\); mend that and run again with --resume"
        with pytest.raises(OutputError, match=wanted):
            label_here(table, target, options=in_folder)
    assert list(store.store) == ["/out/labels.jsonl"]
    model = FakeModel()
    assert label_here(table, target, model, in_folder, resume=True).labelled == 40
    assert model.n_texts == 0
    assert len(store.cat_file("/out/labels.jsonl").splitlines()) == 40


def test_a_store_that_takes_nothing_is_noticed_before_the_work(tmp_path, table, store, target, in_folder, monkeypatch):
    def fail(*_, **__):
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(type(store), "pipe_file", fail)
    model = FakeModel()
    with pytest.raises(OutputError, match=r"labels\.jsonl: cannot be written \(not yours\)"):
        label_here(table, target, model, in_folder)
    assert model.n_texts == 0
    assert not (tmp_path / "work").exists()


def test_an_output_elsewhere_needs_a_folder_for_the_work(table, target):
    with pytest.raises(OutputError, match="name a folder for the work with --job-dir"):
        label_here(table, target)


def test_a_folder_for_the_work_may_lie_on_another_disk(tmp_path, table, in_folder, monkeypatch):
    label_here(table, tmp_path / "wanted.jsonl")
    stat = Path.stat

    def on_another_disk(path, **how):
        status = stat(path, **how)
        is_work = "work" in path.parts
        return type(status)([*status[:2], status.st_dev + is_work, *status[3:]])

    monkeypatch.setattr(Path, "stat", on_another_disk)
    label_here(table, tmp_path / "out.jsonl", options=in_folder)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "wanted.jsonl").read_bytes()
    assert not list(tmp_path.glob("*.partial"))


def test_the_command_takes_addresses(tmp_path, here, store):
    put(store, "in/a.csv", here["gb.csv"].read_bytes())
    command = ["label", "memory://in", "--out", "memory://out/b.csv", "--quiet"]
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 1
    assert "topics: memory://out/b.csv: is put there when it is whole; name a folder" in refused.stderr
    same = CliRunner().invoke(app, ["label", "memory://in/a.csv", "--out", "memory://in/a.csv"])
    assert (same.exit_code, same.stderr) == (1, "topics: memory://in/a.csv: is the input; name another file\n")
    done = CliRunner().invoke(app, [*command, "--job-dir", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, "")
    assert store.cat_file("/out/b.csv").decode().splitlines()[0].startswith("id,text,primary,themes,")


def test_jobs_of_this_machine_need_neither_fsspec_nor_dask(tmp_path, table, monkeypatch):
    for name in ("fsspec", "dask", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    for suffix in (".jsonl", ".csv", ".parquet"):
        command = ["label", str(table), "--out", str(tmp_path / f"out{suffix}"), "--quiet", "--workers", "1"]
        assert CliRunner().invoke(app, command).exit_code == 3
