import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from topics.batch import csvpieces
from topics.batch.cells import csv_lines, joined_lines, value_cells
from topics.batch.csvlines import CsvLines
from topics.batch.csvpieces import plain_records, read_ends, read_records
from topics.batch.rows import csv_fields

pieces = st.lists(
    st.sampled_from(
        ['"', '""', ",", "\n", "\r\n", "\r", "甲", "a", " ", "\ufeff", "\0", '"乙",', '"丙\n",', "丁,戊\n"]
    ),
    max_size=25,
).map("".join)
cells = st.lists(st.text(st.sampled_from('甲a"\n\r, ,')), min_size=2, max_size=2)


def rows_by_the_csv_module(data):
    lines = CsvLines(io.BytesIO(data))
    return list(csv_fields(lines.records(), 2))


@pytest.mark.parametrize("size", [1, 7, 2**20], ids=["bytes", "parts", "whole"])
@given(text=pieces)
@settings(max_examples=300)
@example(text='a,"b\nc"\n\n"",""""\r\n')
@example(text='a"b,c\n"d" ,e\n')
@example(text='甲,"乙\n')
def test_records_are_those_of_the_csv_module(size, text):
    data = f"x{text}".encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvpieces, "_PIECE", size)
        ends, place = [], 0
        for found in read_ends(io.BytesIO(data), 0):
            ends += (place + found.ends[found.are_rows]).tolist()
            place += len(found.data)
        good, bad = [], []
        for batch, reasons in read_records(io.BytesIO(data), 0, len(data), 1, ["a", "b"], 3):
            good += [list(row.values()) for row in batch.to_pylist()]
            bad += reasons
    expected = rows_by_the_csv_module(data)
    assert place == len(data)
    assert good == [row for row in expected if isinstance(row, list)]
    numbered = [(number, *row) for number, row in enumerate(expected, start=1) if isinstance(row, tuple)]
    assert [(row.number, row.reason, row.raw) for row in bad] == numbered
    assert ends == ends_by_the_csv_module(data)


def ends_by_the_csv_module(data):
    lines = CsvLines(io.BytesIO(data))
    records, ends = lines.records(), []
    while True:
        try:
            is_row = bool(next(records))
        except StopIteration:
            return ends
        except csv.Error:
            is_row = True
        if is_row:
            ends.append(lines.position)


@pytest.mark.parametrize(
    ("text", "n_bytes"),
    [
        ("a,b\n", 4),
        ('a,"b\n"\nc', 7),
        ('"a","""b"""\r\n', 13),
        ("\n\na,b\n", 6),
        ('a"b,c\n', None),
        ('"a" ,b\n', None),
        ('"a"b,c\n', None),
        ("a\rb,c\n", None),
        ("a\0,b\n", None),
        ("\ufeffa,b\n", None),
        ("a,b", None),
    ],
)
def test_a_piece_is_plain_where_quotes_only_enclose_fields(text, n_bytes):
    found = plain_records(text.encode())
    assert (None if found is None else len(found.data)) == n_bytes


@given(rows=st.lists(cells, min_size=1, max_size=5))
def test_columns_are_written_as_the_csv_module_writes_rows(rows):
    columns = [value_cells(column) for column in zip(*rows, strict=True)]
    assert "".join(joined_lines(columns).to_pylist()).encode() == csv_lines(rows)


def test_cells_of_any_value_are_written_as_the_csv_module_writes_them():
    values = [None, 1, 2**70, 1.5, 1e22, True, "甲", "\ud800", [1, "a"], {"a": [None]}, []]
    columns = [value_cells(values), value_cells(["x"] * len(values))]
    rows = [[cell, "x"] for cell in ["", 1, 2**70, 1.5, 1e22, True, "甲", "\ud800", "1|a", '{"a": [null]}', ""]]
    assert "".join(joined_lines(columns).to_pylist()).encode() == csv_lines(rows)
