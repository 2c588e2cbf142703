"""When a paragraph is from: its row's date, its file name, or the dateline, as an ISO date.

The day a page came out says more about a pile of pages than the days that its text speaks of, so
running text gives no date. A dateline like 新华社北京1月19日电 names no year: it is that of the file
name, or of the last full date above it in a heading, a byline or another dateline; without one
there is no date.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from topics.errors import TableError
from topics.types import Paragraph, Reading

DATE_COLUMN = "date"
"""The column of a table that is taken for the date where none is named."""

_YEAR = r"(?:19|20)\d\d"
_DAY = re.compile(
    rf"(?<!\d)(?:({_YEAR})([-/._]?)(\d\d)\2(\d\d)(?!\d)|({_YEAR})\s*[-/.年]\s*(\d\d?)\s*[-/.月]\s*(\d\d?)(?!\d))"
)
_YEAR_ALONE = re.compile(rf"(?<!\d)({_YEAR})(?=年|\d\d(?!\d)|[-_. ]|$)")
_DATELINE = re.compile(rf"^[^。！？]{{0,40}}?(?:({_YEAR})\s*年\s*)?(?<!\d)(\d\d?)\s*月\s*(\d\d?)\s*日\s*[电電讯訊]")
_HEADS = ("heading", "byline")


def iso_date(value: Any) -> str | None:
    """Return the first full date that a value names, as an ISO date; None where it names none.

    Dates and times of Parquet, 2023-01-19, 2023/1/19, 20230119 and 2023年1月19日 are read.

    >>> iso_date("人民日报_20230119_03版")
    '2023-01-19'
    """
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d") if value.year > 999 else None  # noqa: PLR2004 - four digits
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    for found in _DAY.finditer(str(value)):
        year, _, month, day, *spelled = found.groups()
        numbers = spelled if year is None else (year, month, day)
        if (known := _date(*map(int, numbers))) is not None:
            return known
    return None


def paragraph_dates(reading: Reading, date_column: str | None = None) -> tuple[str | None, ...]:
    """Return the date of each paragraph as "2023-01-19", None where nothing tells it.

    Rows of tables take it from `date_column`, by default the column "date" where there is one.
    Everything else, and rows whose column gives none, takes it from the file name, else from the
    dateline of the article. Raises TableError where no row has the column that is named.
    """
    if date_column is not None and not any(date_column in columns for columns in reading.rows):
        where = ", ".join(document.name for document in reading.documents) or "no documents"
        raise TableError(f"{where}: no row of a table has the column {date_column!r}; name the date column")
    own = [iso_date(columns.get(date_column or DATE_COLUMN)) for columns in reading.rows or _none(reading)]
    dates: list[str | None] = []
    tables = {document.name for document in reading.documents if document.encoding == "table"}
    for rows in _documents(reading):
        told, paragraphs = [own[row] for row in rows], [reading[row] for row in rows]
        is_table = paragraphs[0].document in tables
        dates += told if all(told) else _filled(told, paragraphs, is_table=is_table)
    return tuple(dates)


def _filled(told: Sequence[str | None], paragraphs: Sequence[Paragraph], *, is_table: bool) -> list[str | None]:
    """The dates of the paragraphs of a document, where the rows do not tell them."""
    name = paragraphs[0].document
    named = iso_date(name)
    if named is not None:
        return [known or named for known in told]
    found = _YEAR_ALONE.search(name)
    datelined = _from_datelines(paragraphs, int(found[1]) if found else None, is_table=is_table)
    return [known or dated for known, dated in zip(told, datelined, strict=True)]


def _from_datelines(paragraphs: Iterable[Paragraph], year: int | None, *, is_table: bool) -> list[str | None]:
    """Each paragraph's dateline, or the last one above it in the same article; rows stand alone."""
    dates: list[str | None] = []
    last: str | None = None
    article = 0
    for paragraph in paragraphs:
        if is_table or paragraph.article != article:
            last, article = None, paragraph.article
        full = iso_date(paragraph.text) if paragraph.role in _HEADS and not is_table else None
        year = int(full[:4]) if full else year
        if (line := _DATELINE.match(paragraph.text)) is not None:
            given = int(line[1]) if line[1] else year
            last = _date(given, int(line[2]), int(line[3])) if given else None
            year = given if not is_table else year
        dates.append(last)
    return dates


def _documents(reading: Reading) -> list[list[int]]:
    """The rows of each document, which stand together."""
    groups: list[list[int]] = []
    for row, paragraph in enumerate(reading):
        if not groups or reading[groups[-1][0]].document != paragraph.document:
            groups.append([])
        groups[-1].append(row)
    return groups


def _none(reading: Reading) -> list[Mapping[str, Any]]:
    return [{} for _ in reading]


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # Python's word for a day that no calendar has
        return None
