import errno
import json
import shutil
from dataclasses import replace

import pytest

from topics.batch import disk
from topics.batch.journal import open_job
from topics.batch.shards import ShardSize
from topics.errors import JobError, OutputError, TableError

from .conftest import SMALL, FakeModel, PowerCutError, Silent, label_here, write_jsonl

FORMATS = (".jsonl", ".csv", ".parquet")
BAD = [{"text": None}, {"other": 1}]


@pytest.fixture
def rows(rows):
    return [*rows[:12], *BAD, *rows[12:30], {"text": "骗局", "new": [1, "x"]}, *rows[30:]]


@pytest.fixture
def undisturbed(tmp_path, table):
    """The bytes of a job that nothing disturbed: of its table and of its quarantine."""

    def run(suffix):
        out = tmp_path / f"undisturbed{suffix}"
        label_here(table, out)
        return out.read_bytes(), out.with_name(f"{out.name}.quarantine.jsonl").read_bytes()

    return run


def made(out):
    return out.read_bytes(), out.with_name(f"{out.name}.quarantine.jsonl").read_bytes()


def cut_off(tables, out, after=20):
    with pytest.raises(PowerCutError):
        label_here(tables, out, FakeModel(cut_after=after))
    assert not out.exists()
    return out.with_name(f"{out.name}.job")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(("after", "n_before"), [(0, 0), (7, 7), (9, 7), (20, 21), (40, 42)])
def test_a_job_that_was_cut_off_goes_on_where_it_was(tmp_path, table, undisturbed, suffix, after, n_before):
    out = tmp_path / f"out{suffix}"
    folder = cut_off(table, out, after)
    model, watcher = FakeModel(), Silent()
    counts = label_here(table, out, model, resume=True, watcher=watcher)
    assert made(out) == undisturbed(suffix)
    assert (counts.labelled, counts.quarantined) == (41, 2)
    assert watcher.n_before == n_before
    assert model.n_texts < 41 or after < 7
    assert not folder.exists()


def test_a_job_can_be_cut_off_again_and_again(tmp_path, table, undisturbed):
    out = tmp_path / "out.csv"
    cut_off(table, out, 8)
    for _ in range(3):
        with pytest.raises(PowerCutError):
            label_here(table, out, FakeModel(cut_after=8), resume=True)
    label_here(table, out, resume=True)
    assert made(out) == undisturbed(".csv")


def test_resume_without_a_job_begins_one(tmp_path, table, undisturbed):
    label_here(table, tmp_path / "out.csv", resume=True)
    assert made(tmp_path / "out.csv") == undisturbed(".csv")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1], id="no-line-end"),
        pytest.param(lambda data: data[:-30], id="half-a-line"),
        pytest.param(lambda data: data[: data.index(b"\n") + 5], id="few-bytes"),
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda data: data + b"\0" * 100, id="zeros"),
        pytest.param(lambda data: data + b"[1]\n{}\n\xff\n", id="other-lines"),
        pytest.param(lambda data: data.replace(b'"key": "', b'"key": "0'), id="other-keys"),
        pytest.param(lambda data: data + data, id="twice"),
    ],
)
def test_a_torn_journal_costs_the_shards_that_it_does_not_show(tmp_path, table, undisturbed, damage):
    out = tmp_path / "out.jsonl"
    journal = cut_off(table, out) / "journal.jsonl"
    journal.write_bytes(damage(journal.read_bytes()))
    with pytest.raises(PowerCutError):
        label_here(table, out, FakeModel(cut_after=7), resume=True)
    label_here(table, out, resume=True)
    assert made(out) == undisturbed(".jsonl")


@pytest.mark.parametrize("name", ["shard-000000.jsonl", "shard-000001.jsonl", "shard-000001.bad.jsonl"])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_shard_is_done_again(tmp_path, table, undisturbed, name, damage):
    out = tmp_path / "out.jsonl"
    path = cut_off(table, out) / name
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if damage == "cut" else data.swapcase() + b"x")
    label_here(table, out, resume=True)
    assert made(out) == undisturbed(".jsonl")


def test_what_other_processes_left_half_written_is_swept_away(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"
    folder = cut_off(table, out)
    (folder / "shard-000003.jsonl.77.partial").write_bytes(b"half")
    label_here(table, out, resume=True)
    assert made(out) == undisturbed(".jsonl")
    assert not folder.exists()


def test_a_job_that_was_cut_off_while_it_was_planned_begins(tmp_path, table, undisturbed):
    out = tmp_path / "out.jsonl"
    folder = cut_off(table, out)
    for path in folder.iterdir():
        if path.name != "lock":
            path.unlink()
    (folder / "plan.jsonl.77.partial").write_bytes(b"half")
    label_here(table, out, resume=True)
    assert made(out) == undisturbed(".jsonl")


def test_a_job_folder_is_not_taken_over_without_resume(tmp_path, table):
    folder = cut_off(table, tmp_path / "out.jsonl")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(JobError, match=r"out\.jsonl\.job: a job was not finished; go on with --resume, or remove"):
        label_here(table, tmp_path / "out.jsonl")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_of_someone_else_is_left_alone(tmp_path, table):
    (tmp_path / "out.jsonl.job").mkdir()
    (tmp_path / "out.jsonl.job" / "diary.txt").write_text("mine")
    for resume in (False, True):
        with pytest.raises(JobError, match="is not the folder of a job"):
            label_here(table, tmp_path / "out.jsonl", resume=resume)
    assert [path.name for path in (tmp_path / "out.jsonl.job").iterdir()] == ["diary.txt"]


def test_two_jobs_on_one_output_are_refused(tmp_path, table):
    folder = cut_off(table, tmp_path / "out.jsonl")
    with open_job(folder, ".jsonl", resume=True), pytest.raises(JobError, match="another process is at this job"):
        label_here(table, tmp_path / "out.jsonl", resume=True)
    label_here(table, tmp_path / "out.jsonl", resume=True)


def two_tables(folder, rows):
    return [write_jsonl(folder / "a.jsonl", rows[:20]), write_jsonl(folder / "b.jsonl", rows[20:])]


def change_content(tables):
    data = tables[1].read_bytes()
    tables[1].write_bytes(data.replace("骗".encode(), "片".encode()))
    return tables


def cut_first(tables):
    tables[0].write_bytes(b"".join(tables[0].read_bytes().splitlines(keepends=True)[:-1]))
    return tables


def add_table(tables):
    return [*tables, write_jsonl(tables[0].with_name("c.jsonl"), [{"text": "新"}])]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(change_content, r"b\.jsonl changed since the job began", id="content"),
        pytest.param(cut_first, r"a\.jsonl changed since the job began", id="row-gone"),
        pytest.param(add_table, r"the table \S+c\.jsonl was added since the job began", id="table-added"),
        pytest.param(lambda tables: tables[:1], r"the table \S+b\.jsonl is gone since the job began", id="table-gone"),
        pytest.param(lambda tables: tables[::-1], "the order of tables changed", id="order"),
    ],
)
def test_a_changed_input_is_refused_by_name(tmp_path, rows, change, message):
    tables = two_tables(tmp_path, rows)
    folder = cut_off(tables, tmp_path / "out.jsonl")
    with pytest.raises(JobError, match=message) as caught:
        label_here(change(tables), tmp_path / "out.jsonl", resume=True)
    assert "\n" not in str(caught.value)
    assert folder.exists()
    assert not (tmp_path / "out.jsonl").exists()


def test_an_input_that_was_only_touched_is_no_other(tmp_path, table, undisturbed):
    cut_off(table, tmp_path / "out.jsonl")
    copy = shutil.copy(table, tmp_path / "copy.jsonl")
    shutil.move(copy, table)
    label_here(table, tmp_path / "out.jsonl", resume=True)
    assert made(tmp_path / "out.jsonl") == undisturbed(".jsonl")


def test_a_changed_setting_is_refused_by_name(tmp_path, table):
    cut_off(table, tmp_path / "out.jsonl")
    options = replace(SMALL, size=ShardSize(rows=8))
    with pytest.raises(JobError, match="shard_rows was 7 when the job began and is 8 now"):
        label_here(table, tmp_path / "out.jsonl", options=options, resume=True)


def test_an_input_that_cannot_be_read_leaves_nothing(tmp_path, table):
    broken = tmp_path / "broken.csv"
    broken.write_text("id,body\n1,花\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    for out in ("out.jsonl", "new/folder/out.jsonl"):
        for resume in (False, True):
            with pytest.raises(TableError, match="no column 'text'"):
                label_here([table, broken], tmp_path / out, resume=resume)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_stops_the_job_wherever_it_is_and_it_goes_on(tmp_path, table, undisturbed, suffix, monkeypatch):
    wanted = undisturbed(suffix)
    out = tmp_path / f"out{suffix}"
    room = [0]
    write = disk.Part.write

    def write_while_there_is_room(part, data):
        room[0] -= len(data)
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(part, data)

    monkeypatch.setattr(disk.Part, "write", write_while_there_is_room)
    n_stops = 0
    while True:
        room[0] = 3_000 + 700 * n_stops
        try:
            label_here(table, out, resume=n_stops > 0)
        except OutputError as error:
            n_stops += 1
            assert "cannot be written (No space left on device); free space and run again with --resume" in str(error)  # noqa: PT017  # a loop
            assert not out.exists()
            assert not list(tmp_path.glob("*.partial"))
        else:
            break
    assert n_stops > 3
    assert made(out) == wanted


def test_the_journal_is_written_after_the_files_are_whole(tmp_path, table):
    folder = cut_off(table, tmp_path / "out.jsonl")
    entries = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    assert [entry["shard"] for entry in entries] == [0, 1, 2]
    for entry in entries:
        path = folder / f"shard-{entry['shard']:06d}.jsonl"
        assert (path.stat().st_size, disk.digest_of(path)) == (entry["size"], entry["digest"])
