"""Thrift's compact protocol, as far as to copy a struct with some of its numbers changed.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Callable, Iterator
from typing import Any

STRUCT = 12
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP = 1, 2, 3, 7, 8, 9, 10, 11
_LONG_LIST = 15
_DOUBLE_BYTES = 8

Changes = dict[int, Any]
"""Number of a field -> how its integer changes, or the Changes of the struct, or structs, that it holds."""

Change = Callable[[int], int]


class Reader:
    """A place in bytes of Thrift, which moves on with what is read."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data, self.place = data, place

    def integer(self) -> int:
        """Return the number that stands here."""
        coded = self._varint()
        return (coded >> 1) ^ -(coded & 1)

    def fields(self) -> Iterator[tuple[int, int]]:
        """Yield the number and the kind of each field of a struct, at its value, which the caller has to read."""
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self.integer()
            yield number, head & 15

    def list_head(self) -> tuple[int, int]:
        """Return how many values a list has, and their kind."""
        head = self._byte()
        count = head >> 4
        return (self._varint() if count == _LONG_LIST else count), head & 15

    def skip(self, kind: int) -> None:
        """Go to the end of the value of a field."""
        if kind not in (_TRUE, _FALSE):
            self._skip_item(kind)

    def _skip_item(self, kind: int) -> None:
        if kind == _BINARY:
            length = self._varint()
            self.place += length
        elif kind == STRUCT:
            for _, inner in self.fields():
                self.skip(inner)
        elif kind in (_LIST, _SET):
            count, inner = self.list_head()
            for _ in range(count):
                self._skip_item(inner)
        elif kind == _MAP:
            self._skip_map()
        elif kind in (_TRUE, _FALSE, _BYTE):
            self.place += 1
        elif kind == _DOUBLE:
            self.place += _DOUBLE_BYTES
        else:
            self._varint()

    def _skip_map(self) -> None:
        count = self._varint()
        kinds = self._byte() if count else 0
        for _ in range(count):
            self._skip_item(kinds >> 4)
            self._skip_item(kinds & 15)

    def _byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 128:
            value |= (byte & 127) << shift
            shift += 7
        return value | byte << shift


def copy_struct(reader: Reader, changes: Changes, parts: list[bytes]) -> None:
    """Append the struct that stands at a place, with its numbers changed."""
    done = reader.place
    for number, kind in reader.fields():
        change = changes.get(number)
        if change is None:
            reader.skip(kind)
            continue
        parts.append(reader.data[done : reader.place])
        if callable(change):
            parts.append(integer_bytes(change(reader.integer())))
            done = reader.place
            continue
        done = reader.place
        count = reader.list_head()[0] if kind == _LIST else 1
        parts.append(reader.data[done : reader.place])
        for _ in range(count):
            copy_struct(reader, change, parts)
        done = reader.place
    parts.append(reader.data[done : reader.place])


def integer_bytes(value: int) -> bytes:
    """Return a number (of at most 64 bits) as it stands in a struct."""
    return _varint_bytes((value << 1) ^ (value >> 63))


def list_head_bytes(count: int, kind: int) -> bytes:
    """Return what stands before the values of a list."""
    if count < _LONG_LIST:
        return bytes([count << 4 | kind])
    return bytes([_LONG_LIST << 4 | kind]) + _varint_bytes(count)


def _varint_bytes(value: int) -> bytes:
    data = bytearray()
    while value > 127:  # noqa: PLR2004  # seven bits a byte
        data.append(value & 127 | 128)
        value >>= 7
    data.append(value)
    return bytes(data)
