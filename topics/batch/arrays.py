"""Arrays of strings: from bytes, to buffers, and which of them hold a byte."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from topics.features.buffers import TextBuffers

_MAX_OFFSET = 2**31


def forgo_pandas() -> None:
    """Let pyarrow do without pandas in this process, which has to be one that never hands it a DataFrame.

    It imports pandas, where that is installed, for its first array: half a second, of use to nobody
    who labels a table.
    """
    if "pandas" not in sys.modules:
        refusal = _NoPandas()
        sys.meta_path.insert(0, refusal)
        pa.array([])
        sys.meta_path.remove(refusal)


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def string_array(texts: Sequence[str]) -> pa.Array:
    """Return strings as an Arrow array; without `pa.array`, which would import pandas."""
    return utf8_array([text.encode() for text in texts])


def utf8_array(data: Sequence[bytes]) -> pa.Array:
    """Return strings in UTF-8 as an Arrow array."""
    offsets = np.zeros(len(data) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, data), np.int64, len(data)), out=offsets[1:])
    is_large = offsets[-1] >= _MAX_OFFSET
    buffers = pa.py_buffer(offsets if is_large else offsets.astype(np.int32)), pa.py_buffer(b"".join(data))
    return (pa.LargeStringArray if is_large else pa.StringArray).from_buffers(len(data), *buffers)


def text_buffers(texts: pa.Array) -> TextBuffers:
    """Return the buffers of strings."""
    _, offsets, data = texts.buffers()
    width: Any = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    starts = np.frombuffer(offsets or bytes(8), width)[texts.offset : texts.offset + len(texts) + 1]
    return TextBuffers(starts, np.frombuffer(data or b"", np.uint8))


def which_hold(texts: pa.Array, sought: bytes, below: int = 0) -> npt.NDArray[np.bool_]:
    """Tell of each string (n_texts,) whether it holds one of the ASCII characters `sought`, or one below `below`."""
    starts, data = (buffers := text_buffers(texts)).offsets, buffers.data
    piece = data[starts[0] : starts[-1]]
    found = piece < below
    for byte in sought:
        found |= piece == byte
    places = np.flatnonzero(found) + starts[0]
    holds = np.zeros(len(texts), np.bool_)
    holds[np.searchsorted(starts, places, side="right") - 1] = True
    return holds
