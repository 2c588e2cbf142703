"""Lines of JSON -> a block of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from json import JSONDecoder
from typing import Any

import pyarrow as pa

from topics.batch.arrays import utf8_array
from topics.batch.rows import BYTE_ORDER_MARK, BadRow, Row, parse_json

_SPACE = b" \t\n\r"
_PARSE = JSONDecoder().raw_decode
_UNUSUAL = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What is raised where a line is not an object with a text."""


@dataclass(frozen=True, slots=True)
class JsonBlock:
    """Rows of a JSONL file: each as its values, and as the bytes of its object."""

    texts: pa.Array
    rows: list[dict[str, Any]]
    raws: list[bytes]
    bad: tuple[BadRow, ...]


def json_block(first: int, lines: Sequence[bytes], text_column: str) -> JsonBlock:
    """Return the rows of lines as `parse_json` gives them; `first` is the number of the first line.

    A line that is as it should be is scanned at once; only others go through all questions.
    """
    texts, rows, raws, bad = [], [], [], []
    for number, raw in enumerate(lines, start=first):
        line = raw.strip(_SPACE)
        try:
            text = line.decode()
            row, end = _PARSE(text)
            data = row[text_column].encode()
            is_usual = end == len(text) and type(row) is dict
        except _UNUSUAL:
            is_usual = False
        if is_usual:
            texts.append(data)
            rows.append(row)
            raws.append(line)
        elif raw.strip():
            checked = parse_json(number, raw, text_column)
            if isinstance(checked, Row):
                texts.append(checked.text.encode())
                rows.append(checked.columns)
                raws.append(line.removeprefix(BYTE_ORDER_MARK).strip(_SPACE))
            else:
                bad.append(checked)
    return JsonBlock(utf8_array(texts), rows, raws, tuple(bad))
