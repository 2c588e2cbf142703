"""CSV files -> lines and records of UTF-8, of which the place in the file is known."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import BinaryIO

from topics.batch.disk import open_input, stamp_of, written
from topics.batch.remote import Place
from topics.documents.encoding import decode
from topics.errors import ReadingError

MAX_FIELD = 2**24
"""Characters of a field: a quote that is never closed takes no more with it than these."""

_SMALL = 16 * 2**20
_CHUNK = 2**20
_UTF8 = ("utf-8", "utf-8-sig")


class CsvLines:
    """The lines of a CSV file in UTF-8 from `start` to `stop`; they end where the csv module sees an end.

    `position` is the byte behind the lines given so far. A lone carriage return ends a line, too.
    """

    def __init__(self, file: BinaryIO, start: int = 0, stop: int | None = None) -> None:
        self._file, self._stop = file, stop
        file.seek(start)
        self.position = start
        if start == 0 and file.read(3) == codecs.BOM_UTF8:
            self.position = 3
        file.seek(self.position)

    def records(self) -> Iterator[list[str]]:
        """Return the records; csv.Error is raised for one that is none, and the next can be asked for."""
        csv.field_size_limit(MAX_FIELD)  # the standard limit of 128 KB is below a long document
        return csv.reader(self._lines(), strict=True)

    def _lines(self) -> Iterator[str]:
        for raw in self._file:
            line = raw.decode()
            is_one = "\r" not in line.removesuffix("\n").removesuffix("\r")
            for part in [line] if is_one else StringIO(line, newline=""):
                if self._stop is not None and self.position >= self._stop:
                    return
                self.position += len(raw if is_one else part.encode())
                yield part


def utf8_copy(path: Place, folder: Path) -> Place:
    """Return a CSV file if it is in UTF-8, otherwise the path of a copy in UTF-8, written into `folder`.

    Raises ReadingError, naming the file, where it is no text.
    """
    encoding = _encoding_of(path)
    if encoding in _UTF8:
        return path
    name = hashlib.sha256(str(path).encode(errors="surrogateescape")).hexdigest()[:16]
    copy = folder / f"{name}.utf-8.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    with written(copy) as part, open_input(path) as file:
        while chunk := file.read(_CHUNK):
            part.write(decoder.decode(chunk).encode())
        part.write(decoder.decode(b"", final=True).encode())
    return copy


def _encoding_of(path: Place) -> str:
    """The encoding of a file; a small one is judged as a whole, a large one by a part of it that tells."""
    if stamp_of(path)[0] <= _SMALL:
        return decode(path.read_bytes(), str(path))[1]
    sample = _sample(path, 0)
    encoding = decode(sample, str(path))[1]
    failed = _first_failure(path, encoding)
    if failed is not None and encoding == "utf-8":
        sample = _sample(path, failed)
        encoding = decode(sample, str(path))[1]
        failed = _first_failure(path, encoding)
    if failed is not None:
        raise ReadingError(f"{path}: starts as {encoding} but byte {failed} is not; save it as UTF-8")
    return encoding


def _sample(path: Place, place: int) -> bytes:
    """Whole lines around a byte."""
    with open_input(path) as file:
        file.seek(max(place - _CHUNK, 0))
        sample = file.read(2 * _CHUNK)
    first = sample.find(b"\n") + 1 if place > _CHUNK else 0
    return sample[first : sample.rfind(b"\n") + 1 or None]


def _first_failure(path: Place, encoding: str) -> int | None:
    """Where a file stops to be text in an encoding; None where it is to the end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    place = 0
    with open_input(path) as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return place + error.start
            if not chunk:
                return None
            place += len(chunk)
