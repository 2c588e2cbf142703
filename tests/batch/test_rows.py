import json
import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.batch.rows import BadRow, Row, is_table, read_rows
from topics.errors import TableError, TopicsError

TEXT = "社区民警上门提醒，老人放弃了转账。"


@pytest.fixture
def write(tmp_path):
    def to_file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("007", "007", id="code-with-zeros"),
        pytest.param("1.0", "1.0", id="number"),
        pytest.param("true", "true", id="boolean"),
        pytest.param("NA", "NA", id="na"),
        pytest.param("", "", id="empty"),
        pytest.param(" 前后有空格 ", " 前后有空格 ", id="spaces"),
        pytest.param('"他说""可以"""', '他说"可以"', id="quotes"),
        pytest.param('"甲,乙"', "甲,乙", id="comma"),
        pytest.param('"上行\n下行"', "上行\n下行", id="newline"),
        pytest.param('"上行\r\n下行"', "上行\r\n下行", id="windows-newline"),
        pytest.param("🚓👮‍♀️", "🚓👮‍♀️", id="emoji"),
        pytest.param('"{""a"": [1]}"', '{"a": [1]}', id="json"),
    ],
)
def test_csv_values_are_str_as_they_stand(write, cell, value):
    (row,) = read_rows(write("t.csv", f"code,text\n{cell},{TEXT}\n"))
    assert row == Row(1, {"code": value, "text": TEXT}, TEXT)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        pytest.param("utf-8-sig", TEXT, id="utf-8-mark"),
        pytest.param("gb18030", TEXT, id="gb18030"),
        pytest.param("utf-16", TEXT, id="utf-16"),
        pytest.param("big5", "警察局提醒市民，不要把錢交給陌生人。", id="big5"),
    ],
)
def test_csv_is_read_in_the_encodings_of_office_programs(write, encoding, text):
    path = write("t.csv", f"text,code\r\n{text},007\r\n".encode(encoding))
    assert list(read_rows(path)) == [Row(1, {"text": text, "code": "007"}, text)]


def test_a_csv_field_longer_than_the_standard_limit_is_read(write):
    (row,) = read_rows(write("t.csv", f"text\n{'长' * 200_000}\n"))
    assert len(row.text) == 200_000


@pytest.mark.parametrize(
    ("name", "content", "number", "reason"),
    [
        pytest.param("t.jsonl", '{"text": "甲"}\n\n{"text": \n', 3, "not JSON", id="jsonl-cut-off"),
        pytest.param("t.jsonl", '{"text": "甲"}\n["乙"]\n', 2, "not a JSON object", id="jsonl-list"),
        pytest.param("t.jsonl", b'{"text": "a"}\n{"text": "\xff"}\n', 2, "not UTF-8", id="jsonl-bytes"),
        pytest.param(
            "t.jsonl", '{"text": "甲"}\n{"body": "乙"}\n', 2, "no column 'text' among body", id="jsonl-column"
        ),
        pytest.param("t.jsonl", '{"text": null}\n', 1, "missing", id="jsonl-null"),
        pytest.param("t.jsonl", '{"text": NaN}\n', 1, "missing", id="jsonl-nan"),
        pytest.param("t.jsonl", '{"text": 7}\n', 1, "a int, not a string", id="jsonl-number"),
        pytest.param("t.jsonl", '{"text": ["甲"]}\n', 1, "a list, not a string", id="jsonl-list-text"),
        pytest.param("t.jsonl", '{"text": "\\ud83d"}\n', 1, "half a character", id="jsonl-surrogate"),
        pytest.param("t.jsonl", '{"text": ' + "[" * 100_000 + "\n", 1, "not JSON", id="jsonl-deep"),
        pytest.param("t.jsonl", '{"text": "甲", "n": ' + "1" * 5_000 + "}\n", 1, "not JSON", id="jsonl-long-number"),
        pytest.param("t.csv", "id,text\n1,甲\n2\n", 2, "1 fields where the header has 2", id="csv-short"),
        pytest.param("t.csv", "id,text\n1,甲\n2,乙,丙\n", 2, "3 fields where the header has 2", id="csv-long"),
        pytest.param("t.csv", 'id,text\n1,甲\n2,"乙"丙\n', 2, "not CSV", id="csv-quote"),
        pytest.param("t.csv", 'id,text\n1,甲\n2,"乙\n', 2, "not CSV", id="csv-open-quote"),
    ],
)
def test_a_bad_row_has_its_number_and_a_reason(write, name, content, number, reason):
    (bad,) = (row for row in read_rows(write(name, content)) if isinstance(row, BadRow))
    assert bad.number == number
    assert reason in bad.reason


def test_rows_after_a_bad_one_are_read(write):
    path = write("t.csv", 'text\n"甲"乙\n丙\n')
    assert [type(row) for row in read_rows(path)] == [BadRow, Row]


@pytest.mark.parametrize("texts", [["甲", None], [math.nan, math.nan]], ids=["null", "nan"])
def test_a_parquet_row_without_text_is_bad(tmp_path, texts):
    pq.write_table(pa.table({"text": texts}), tmp_path / "t.parquet")
    *_, last = read_rows(tmp_path / "t.parquet")
    assert (last.number, last.reason) == (2, "the text is missing")


def test_the_text_column_can_have_another_name(write):
    (row,) = read_rows(write("t.csv", "正文,text\n甲,乙\n"), "正文")
    assert row.text == "甲"


def test_blank_lines_of_a_jsonl_file_count_as_lines_but_not_as_rows(write):
    path = write("t.jsonl", '\ufeff{"text": "甲"}\r\n\r\n  \n{"text": "乙"}')
    assert [(row.number, row.text) for row in read_rows(path)] == [(1, "甲"), (4, "乙")]


def test_separators_that_are_no_newlines_stay_inside_a_jsonl_row(write):
    text = "甲\u2028乙\x85丙"
    (row,) = read_rows(write("t.jsonl", json.dumps({"text": text}, ensure_ascii=False)))
    assert row.text == text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("t.csv", "id,body\n1,甲\n", "no column 'text' among id, body", id="csv-column"),
        pytest.param("t.csv", "", "no column 'text' among none", id="csv-empty"),
        pytest.param("t.csv", "text,id,id\n甲,1,2\n", "'id' stands twice", id="csv-twice"),
        pytest.param("t.csv", '"text"x\n', "the header is not CSV", id="csv-header"),
        pytest.param("t.csv", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xfd" * 9, "not a text file", id="csv-binary"),
        pytest.param("t.jsonl", '{"body": "甲"}\n', "line 1: no column 'text' among body", id="jsonl-column"),
        pytest.param("t.parquet", "text\n甲\n", "is not a Parquet file", id="parquet-text"),
        pytest.param("t.xlsx", "text\n", ".xlsx is not a table", id="suffix"),
        pytest.param("table", "text\n", "no suffix is not a table", id="no-suffix"),
    ],
)
def test_a_file_that_is_no_such_table_is_an_error_that_names_it(write, name, content, message):
    path = write(name, content)
    with pytest.raises(TopicsError) as error:
        list(read_rows(path))
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)


def test_a_parquet_file_without_the_text_column_is_an_error(tmp_path):
    pq.write_table(pa.table({"body": ["甲"]}), tmp_path / "t.parquet")
    with pytest.raises(TableError, match="no column 'text' among body"):
        list(read_rows(tmp_path / "t.parquet"))


def test_a_parquet_file_with_damaged_pages_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"text": [TEXT * (number + 1) for number in range(50)]}), path)
    data = bytearray(path.read_bytes())
    data[8:200] = bytes(192)
    path.write_bytes(data)
    with pytest.raises(TableError, match=r"t\.parquet"):
        list(read_rows(path))


@pytest.mark.parametrize("name", ["gone.csv", "."], ids=["missing", "folder"])
def test_what_is_no_file_is_an_error(tmp_path, name):
    with pytest.raises(TableError, match="no such file"):
        read_rows(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.jsonl", True), ("a.CSV", True), ("a.parquet", True), ("a.json", False), ("a.txt", False), ("csv", False)],
)
def test_tables_are_known_by_their_suffix(name, expected):
    assert is_table(Path(name)) is expected


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=5))
def test_any_bytes_as_jsonl_are_rows_with_rising_line_numbers(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("rows") / "t.jsonl"
    path.write_bytes(b"\n".join([b'{"text": "first"}', *lines]))
    numbers = [row.number for row in read_rows(path)]
    assert numbers == [1, *(number for number, line in enumerate(lines, start=2) if line.strip())]
