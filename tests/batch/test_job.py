import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.batch.job import JobCounts, JobOptions
from topics.batch.rows import read_rows
from topics.batch.shards import ShardSize
from topics.batch.table import write_table
from topics.errors import TableError

from .conftest import SMALL, FakeModel, Silent, fake_label, label_here, write_jsonl

FORMATS = (".jsonl", ".csv", ".parquet")


def values_of(path):
    return [row.columns for row in read_rows(path)]


@pytest.mark.parametrize("target", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_neither_blocks_nor_shards_change_a_value_and_blocks_no_byte(tmp_path, rows, source, target):
    write_table(tmp_path / f"in{source}", rows, ("id", "text"))
    outputs = []
    for number, block_rows in enumerate((1, 3, 100)):
        out = tmp_path / f"{number}{target}"
        counts = label_here(tmp_path / f"in{source}", out, options=replace(SMALL, block_rows=block_rows))
        assert counts == JobCounts(40, 0)
        outputs.append(out.read_bytes())
    assert len(set(outputs)) == 1
    label_here(tmp_path / f"in{source}", tmp_path / f"whole{target}", options=JobOptions())
    assert values_of(tmp_path / f"whole{target}") == values_of(tmp_path / f"0{target}")
    assert [row["text"] for row in values_of(tmp_path / f"0{target}")] == [row["text"] for row in rows]


@pytest.mark.parametrize("target", FORMATS)
def test_several_tables_of_all_kinds_make_one(tmp_path, rows, target):
    tables = [tmp_path / "a.csv", tmp_path / "b.jsonl", tmp_path / "c.parquet"]
    for number, table in enumerate(tables):
        write_table(table, [{"text": row["text"], f"only{number}": "x"} for row in rows[number::3]], ())
    label_here(tables, tmp_path / f"out{target}")
    found = values_of(tmp_path / f"out{target}")
    assert [row["text"] for row in found] == [row["text"] for number in range(3) for row in rows[number::3]]
    assert [row.get("only1") or None for row in found] == [None] * 14 + ["x"] * 13 + [None] * 13
    assert [row["primary"] or None for row in found] == [fake_label(row["text"]).primary for row in found]


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_shards_are_put_together_while_others_are_labelled(tmp_path, table, suffix):
    out = tmp_path / f"out{suffix}"
    begun = []

    def label(texts):
        begun.append(any(out.with_name(f"{out.name}.job").glob("output*.partial")))
        return FakeModel()(texts)

    label_here(table, out, label)
    assert begun[-1]
    assert len(values_of(out)) == 40


def test_parquet_columns_keep_their_types(tmp_path):
    columns = {
        "text": pa.array(["骗局", "花开", "雨停"], pa.large_string()),
        "small": pa.array([1, None, 3], pa.int16()),
        "when": pa.array([0, 1, None], pa.timestamp("ms", tz="Asia/Shanghai")),
        "kind": pa.array(["甲", "乙", "甲"]).dictionary_encode(),
        "money": pa.array([1, 2, None], pa.decimal128(10, 2)),
        "place": pa.array([{"省": "粤"}, None, {"省": None}]),
        "themes": pa.array([[1], [], None], pa.list_(pa.uint8())),
    }
    given = pa.table(columns)
    pq.write_table(given, tmp_path / "in.parquet", row_group_size=2)
    label_here(tmp_path / "in.parquet", tmp_path / "out.parquet", options=replace(SMALL, size=ShardSize(rows=1)))
    found = pq.read_table(tmp_path / "out.parquet")
    kept = found.select([*("text", "small", "when", "kind", "money", "place"), "input_themes"])
    assert kept.schema.types == given.schema.types
    assert kept.to_pydict() == {**given.drop_columns(["themes"]).to_pydict(), "input_themes": [[1], [], None]}


def test_rows_of_jsonl_keep_their_bytes(tmp_path):
    lines = [
        '{"text": "花开", "n": 1.10, "n": 2.50}',
        '  {"text":"雨停","big":123456789012345678901234567890}\t',
        '{"text": "\\u82b1", "nan": NaN, "half": "\\ud83d"  }\r',
        '{"text": "花", "themes": 1.10}',
    ]
    (tmp_path / "in.jsonl").write_bytes("\n".join(lines).encode("utf-8-sig"))
    label_here(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    found = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    label = ', "primary": null, "themes": [], "scores": {"anti_fraud": 0.01, "rule_of_law": 0.5}, '
    label += '"abstained": "no_theme_confident", "evidence": []}'
    kept = [line.strip()[:-1].rstrip() for line in lines[:3]]
    assert found == [line + label for line in [*kept, '{"text": "花", "input_themes": 1.1']]


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([2**53 + 1, 2**63, 2**70, 0.5, "", "甲", "\ud83d", {}, [], [{}]]),
    st.dictionaries(st.sampled_from("ab"), st.none() | st.integers(0, 3) | st.just(0.5) | st.just([1]), max_size=2),
    st.lists(st.integers(0, 3) | st.floats(0, 1) | st.none(), max_size=2),
)
row_lists = st.lists(st.dictionaries(st.sampled_from(["v", "w", "primary"]), values, max_size=3), max_size=6)


@pytest.mark.parametrize("target", FORMATS)
@settings(max_examples=50)
@given(rows=row_lists)
def test_shards_whose_columns_differ_make_the_table_that_one_shard_makes(tmp_path_factory, target, rows):
    folder = tmp_path_factory.mktemp("union")
    lines = [json.dumps({**row, "text": f"第{number}"}) for number, row in enumerate(rows)]
    (folder / "in.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    label_here(folder / "in.jsonl", folder / f"whole{target}", options=JobOptions())
    label_here(folder / "in.jsonl", folder / f"cut{target}", options=JobOptions(size=ShardSize(rows=1)))
    if target == ".parquet":
        whole, cut = (pq.read_table(folder / f"{name}.parquet") for name in ("whole", "cut"))
        assert cut.schema.equals(whole.schema)
        assert cut.to_pylist() == whole.to_pylist()
    else:
        assert (folder / f"cut{target}").read_bytes() == (folder / f"whole{target}").read_bytes()


def test_the_columns_of_jsonl_become_those_that_one_table_would_have(tmp_path):
    rows = [{"text": "花", "n": 1}, {"text": "雨", "n": 0.5, "new": "x"}, {"n": None, "text": "雪"}]
    path = write_jsonl(tmp_path / "in.jsonl", rows)
    label_here(path, tmp_path / "out.parquet", options=JobOptions(size=ShardSize(rows=1)))
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.schema.names == ["text", "n", "primary", "themes", "scores", "abstained", "evidence", "new"]
    assert found["n"].to_pylist() == [1.0, 0.5, None]
    assert found["new"].to_pylist() == [None, "x", None]


def test_a_table_that_begins_with_numbers_and_ends_with_others_keeps_all_digits(tmp_path):
    path = write_jsonl(tmp_path / "in.jsonl", [{"text": "花", "n": 2**53 + 1}, {"text": "雨", "n": 0.5}])
    label_here(path, tmp_path / "out.parquet", options=JobOptions(size=ShardSize(rows=1)))
    assert pq.read_table(tmp_path / "out.parquet")["n"].to_pylist() == [str(2**53 + 1), "0.5"]


def test_the_quarantine_names_file_and_row_and_the_counts_add_up(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.jsonl"
    first.write_text("id,text\n" + "".join(f"{n},花\n" if n % 4 else f"{n}\n" for n in range(1, 21)), encoding="utf-8")
    second.write_text("".join('{"text": "雨"}\n\n' if n % 5 else "{oops\n\n" for n in range(1, 21)), encoding="utf-8")
    third = tmp_path / "c.parquet"
    pq.write_table(pa.table({"id": range(20), "text": [None if n == 17 else "雪" for n in range(20)]}), third)
    watcher = Silent()
    counts = label_here([first, second, third], tmp_path / "out.jsonl", watcher=watcher)
    assert counts == JobCounts(50, 10, tmp_path / "out.jsonl.quarantine.jsonl")
    assert sum(watcher.steps) == counts.labelled + counts.quarantined == 60
    bad = [json.loads(line) for line in counts.quarantine.read_text(encoding="utf-8").splitlines()]
    assert [(row["file"], row["row"]) for row in bad] == [
        *((str(first), number) for number in (4, 8, 12, 16, 20)),
        *((str(second), 2 * number - 1) for number in (5, 10, 15, 20)),
        (str(third), 18),
    ]
    assert [row["reason"] for row in bad[::5]] == ["1 fields where the header has 2", bad[5]["reason"]]
    assert (bad[-1]["reason"], bad[-1]["raw"]) == ("the text is missing", '{"id": 17}')


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_of_office_programs_is_cut_between_rows(tmp_path, encoding, end):
    text = "警察局提醒市民，不要把錢交給陌生人。" if encoding == "big5" else "社区民警上门提醒，老人放弃了转账。"
    lines = [f'{number},"{text}\n第二行，{number}"' for number in range(30)]
    (tmp_path / "in.csv").write_bytes(end.join(["id,text", *lines, ""]).encode(encoding))
    counts = label_here(tmp_path / "in.csv", tmp_path / "out.jsonl")
    assert counts == JobCounts(30, 0)
    found = values_of(tmp_path / "out.jsonl")
    assert [row["id"] for row in found] == [str(number) for number in range(30)]
    assert {row["text"] for row in found} == {f"{text}\n第二行，{number}" for number in range(30)}


def test_a_quote_that_is_never_closed_takes_only_its_field_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr("topics.batch.csvlines.MAX_FIELD", 100)
    lines = [f"{number},花开" for number in range(60)]
    lines[10] = '10,"花开'
    (tmp_path / "in.csv").write_text("\n".join(["id,text", *lines, ""]), encoding="utf-8")
    counts = label_here(tmp_path / "in.csv", tmp_path / "out.jsonl")
    found = [int(row["id"]) for row in values_of(tmp_path / "out.jsonl")]
    assert found[:10] == list(range(10))
    assert found[10:] == list(range(60 - len(found) + 10, 60))
    assert (counts.quarantined, len(found) > 40) == (1, True)


@pytest.mark.parametrize("n_bytes", [1, 60, 61, 500, 10**9])
def test_jsonl_is_cut_by_bytes_between_lines(tmp_path, rows, n_bytes):
    path = write_jsonl(tmp_path / "in.jsonl", rows)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    options = JobOptions(size=ShardSize(rows=1_000, bytes=n_bytes))
    assert label_here(path, tmp_path / "out.jsonl", options=options) == JobCounts(40, 0)
    assert [row["id"] for row in values_of(tmp_path / "out.jsonl")] == list(range(40))


def test_a_change_while_the_job_runs_is_noticed(tmp_path, table):
    class Changing(FakeModel):
        def __call__(self, texts):
            if len(texts) and self.n_texts > 20:
                table.write_text('{"text": "别的"}\n', encoding="utf-8")
            return super().__call__(texts)

    with pytest.raises(TableError, match=r"in\.jsonl: was changed while it was labelled"):
        label_here(table, tmp_path / "out.jsonl", Changing())
    assert not (tmp_path / "out.jsonl").exists()


def test_a_parquet_string_that_is_no_utf_8_is_a_bad_row(tmp_path):
    broken = pa.StringArray.from_buffers(3, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xffb"))
    for name in ("text", "other"):
        columns = {"text": pa.array(["x", "y", "z"]), name: broken}
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
        counts = label_here(tmp_path / f"{name}.parquet", tmp_path / "out.csv")
        assert (counts.labelled, counts.quarantined) == (2, 1)
        assert json.loads(counts.quarantine.read_text(encoding="utf-8"))["reason"] == "not UTF-8"
