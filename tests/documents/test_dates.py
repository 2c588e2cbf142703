from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.dates import iso_date, paragraph_dates
from topics.errors import TableError
from topics.types import Document, Paragraph, Reading


def _reading(name: str, *texts: str, roles: tuple[str, ...] = (), articles: tuple[int, ...] = ()) -> Reading:
    return Reading(
        tuple(
            Paragraph(
                f"{name}#{n}",
                name,
                n,
                text,
                (roles or ("body",) * len(texts))[n],
                (n + 1, n + 1),
                article=(articles or (0,) * len(texts))[n],
            )
            for n, text in enumerate(texts)
        )
    )


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("20230119", "2023-01-19"),
        (20230119, "2023-01-19"),
        ("2023-01-19", "2023-01-19"),
        ("2023/1/9 08:30", "2023-01-09"),
        ("2023-01-19T08:30:00Z", "2023-01-19"),
        ("日报_20230119_03版.txt", "2023-01-19"),
        ("2023 年 1 月 19 日.pdf", "2023-01-19"),
        ("2023_01_19", "2023-01-19"),
        (date(2023, 1, 19), "2023-01-19"),
        (datetime(2023, 1, 19, 8, tzinfo=UTC), "2023-01-19"),
        ("20231340", None),
        ("2023-02-30", None),
        ("2023-02-30 2023-03-01", "2023-03-01"),
        ("13800202301195", None),
        ("1月19日", None),
        ("2023", None),
        ("", None),
        (None, None),
        (True, None),
        (1674086400.5, None),
    ],
)
def test_full_dates_are_read_and_nothing_else(value: object, found: str | None):
    assert iso_date(value) == found


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date):
    forms = (day, day.isoformat(), f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"), f"{day.year}年{day.month}月{day.day}日")
    assert {iso_date(form) for form in forms} == {day.isoformat()}


@given(st.text() | st.integers() | st.floats() | st.none())
def test_no_value_breaks_it(value: object):
    found = iso_date(value)
    assert found is None or date.fromisoformat(found)


def test_the_file_name_dates_every_paragraph():
    assert paragraph_dates(_reading("2023年1月19日03版.txt", "甲", "北京1月18日电 乙")) == ("2023-01-19",) * 2


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("日报2023年合订.txt", "本社北京1月19日电（记者甲）市里开会。", "2023-01-19"),
        ("2023_合订.txt", "本报某市1月19日讯 市里开会。", "2023-01-19"),
        ("page.txt", "本社北京2023年1月19日电 市里开会。", "2023-01-19"),
        ("page.txt", "本社北京1月19日电 市里开会。", None),
        ("page.txt", "本社北京2月30日电 市里开会。", None),
        ("2023年.txt", "市里1月19日开会。", None),
        ("2023年.txt", "市里开会。会后1月19日电告各区。", None),
        ("2023年.txt", "本社北京 1 月 19 日 电 市里开会。", "2023-01-19"),
    ],
)
def test_a_dateline_needs_a_year(name: str, text: str, found: str | None):
    assert paragraph_dates(_reading(name, text)) == (found,)


def test_the_year_of_a_dateline_may_stand_in_a_heading_above_it():
    told = ("本社某地1月19日电 甲。", "乙。", "1949年10月1日建立的厂。", "本社某地1月18日电 丙。")
    dates = paragraph_dates(_reading("page.txt", "2023年1月20日 星期五", *told, roles=("heading", *("body",) * 4)))
    assert dates == (None, "2023-01-19", "2023-01-19", "2023-01-19", "2023-01-18")


def test_a_dateline_ends_with_its_article():
    texts = ("本社某地2023年1月19日电 甲。", "乙。", "丙。", "本社某地1月18日电 丁。")
    dates = paragraph_dates(_reading("page.txt", *texts, articles=(1, 1, 2, 2)))
    assert dates == ("2023-01-19", "2023-01-19", None, "2023-01-18")


def _rows(*columns: dict[str, object]) -> Reading:
    paragraphs = _reading("rows.jsonl", *(str(row["text"]) for row in columns)).paragraphs
    document = Document("rows.jsonl", Path("rows.jsonl"), "", "table")
    return Reading(paragraphs, documents=(document,), rows=columns)


def test_rows_have_the_date_of_their_column_or_of_their_own_dateline():
    rows = _rows(
        {"text": "甲", "date": "20230119"}, {"text": "本社2022年5月1日电 乙", "date": "?"}, {"text": "丙", "date": None}
    )
    assert paragraph_dates(rows) == ("2023-01-19", "2022-05-01", None)
    bare = replace(rows, rows=({},) * 3)
    assert paragraph_dates(bare) == (None, "2022-05-01", None)


def test_the_date_column_can_be_named_and_must_be_there():
    rows = _rows({"text": "甲", "date": "20230119", "day": "2024-05-06"})
    assert paragraph_dates(rows, "day") == ("2024-05-06",)
    with pytest.raises(TableError, match="no row of a table has the column 'when'"):
        paragraph_dates(rows, "when")


def test_nothing_has_no_dates():
    assert paragraph_dates(Reading(())) == ()
