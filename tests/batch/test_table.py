import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from topics.batch.rows import read_rows
from topics.batch.table import check_table_path, write_table
from topics.errors import OutputError

FORMATS = (".jsonl", ".csv", ".parquet")
AWKWARD = {
    "code-with-zeros": "007",
    "long-number": "440106199001011234",
    "exponent": "1E5",
    "empty": "",
    "na": "NA",
    "null": "null",
    "spaces": "  甲  ",
    "comma": "甲,乙",
    "quotes": '他说"可以"，又说""',
    "one-quote": '"',
    "newline": "上行\n下行",
    "windows-newline": "上行\r\n下行",
    "carriage-return": "上行\r下行",
    "last-newline": "末行\n",
    "tab": "甲\t乙",
    "bar": "甲|乙",
    "emoji": "🚓👮‍♀️",
    "rare-character": "𠮷野家㐂",
    "formula": "=1+1",
    "json": '{"键": ["值", null]}',
}

# CSV files with control characters are taken for binary files, rightly.
field_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\r\t"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | field_texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(field_texts, inner, max_size=3),
    max_leaves=6,
)


def written(path, rows, columns=("text",)):
    write_table(path, rows, columns)
    return [row.columns for row in read_rows(path)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in AWKWARD.items()])
def test_an_awkward_string_comes_back_from_each_format(tmp_path, suffix, value):
    rows = [{"text": "甲", "value": value}, {"text": value, "value": "乙"}]
    assert written(tmp_path / f"t{suffix}", rows) == rows


@settings(max_examples=40)
@given(st.lists(st.tuples(field_texts, field_texts), max_size=5))
def test_csv_to_parquet_to_csv_gives_the_same_bytes(folder, cells):
    rows = [{"text": text, "编号": code} for text, code in cells]
    first, second, third = folder / "1.csv", folder / "2.parquet", folder / "3.csv"
    back = written(third, written(second, written(first, rows, ("text", "编号")), ("text", "编号")), ("text", "编号"))
    assert back == rows
    assert third.read_bytes() == first.read_bytes()


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.text(), json_values, max_size=3), max_size=4))
def test_any_json_comes_back_from_jsonl(folder, rows):
    rows = [{**row, "text": "甲"} for row in rows]
    assert written(folder / "t.jsonl", rows) == rows


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([1, None, -3], id="integers"),
        pytest.param([0.5, None, 2.0], id="floats"),
        pytest.param([True, False, None], id="booleans"),
        pytest.param([["甲", "乙"], [], ["丙"]], id="lists"),
        pytest.param([{"省": {"市": ["县", "区"]}}, {"省": {"市": []}}], id="nested"),
        pytest.param([[{"theme": "anti_fraud", "start": 0}], []], id="list-of-objects"),
        pytest.param([None, None], id="nulls"),
    ],
)
def test_values_of_one_type_come_back_from_parquet(tmp_path, values):
    rows = [{"text": "甲", "value": value} for value in values]
    assert written(tmp_path / "t.parquet", rows) == rows


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([1, True, None], id="integer-boolean"),
        pytest.param([1, [2], {"三": 4}], id="scalar-list-object"),
        pytest.param([{"a": 1}, {"a": [1]}], id="objects-that-differ"),
        pytest.param([2**70, 1], id="huge-integer"),
        pytest.param([{}, {}], id="empty-objects"),
        pytest.param([[{"a": {}}]], id="empty-object-inside"),
    ],
)
def test_what_parquet_has_no_type_for_is_kept_as_its_json(tmp_path, values):
    back = written(tmp_path / "t.parquet", [{"text": "甲", "value": value} for value in values])
    assert [None if row["value"] is None else json.loads(row["value"]) for row in back] == values


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=40)
@given(rows=st.lists(st.dictionaries(field_texts, json_values, max_size=3), min_size=1, max_size=4))
@example(rows=[{"value": "\ud83d"}])
def test_any_rows_can_be_written_and_keep_number_order_and_columns(folder, suffix, rows):
    rows = [{**row, "text": f"第{number}行"} for number, row in enumerate(rows)]
    back = written(folder / f"any{suffix}", rows)
    assert [row["text"] for row in back] == [row["text"] for row in rows]
    assert {name for row in back for name in row} == {name for row in rows for name in row}


def test_columns_stand_in_the_order_in_which_rows_bring_them(tmp_path):
    rows = [{"b": "1", "text": "甲"}, {"text": "乙", "a": "2"}]
    assert written(tmp_path / "t.csv", rows) == [{"b": "1", "text": "甲", "a": ""}, {"b": "", "text": "乙", "a": "2"}]
    write_table(tmp_path / "t.parquet", rows, ("text",))
    assert pq.read_schema(tmp_path / "t.parquet").names == ["b", "text", "a"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(["anti_fraud", "rule_of_law"], "anti_fraud|rule_of_law", id="list"),
        pytest.param((3, 4), "3|4", id="tuple"),
        pytest.param([], "", id="empty-list"),
        pytest.param(None, "", id="none"),
        pytest.param({"反诈": 0.5}, '{"反诈": 0.5}', id="object"),
        pytest.param([{"start": 0}], '[{"start": 0}]', id="list-of-objects"),
    ],
)
def test_csv_joins_lists_and_writes_nested_values_as_json(tmp_path, value, cell):
    assert written(tmp_path / "t.csv", [{"text": "甲", "value": value}]) == [{"text": "甲", "value": cell}]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_without_rows_has_its_columns(tmp_path, suffix):
    path = tmp_path / f"t{suffix}"
    assert write_table(path, [], ("text", "primary")) == 0
    header = pq.read_schema(path).names if suffix == ".parquet" else path.read_text().strip().split(",")
    assert header == ["text", "primary"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_job_that_fails_leaves_the_old_table_and_nothing_else(tmp_path, suffix):
    path = tmp_path / f"t{suffix}"
    path.write_text("old")

    def rows():
        yield {"text": "甲"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_table(path, rows(), ("text",))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["t.txt", "t.json", "t", "t.jsonl.gz"])
def test_a_table_is_not_written_under_another_suffix(tmp_path, name):
    with pytest.raises(OutputError, match=r"\.jsonl, \.csv, \.parquet"):
        write_table(tmp_path / name, [], ("text",))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["t.jsonl", "t.CSV", "t.Parquet"])
def test_the_case_of_a_suffix_does_not_matter(name):
    check_table_path(Path(name))


def test_a_folder_is_not_overwritten_by_a_table(tmp_path):
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_table(tmp_path / "t.csv", [], ("text",))
