"""Plain arrays and values -> a .skops file, with the same bytes for the same values.

skops names its parts by memory addresses and stamps them with the time. Neither carries
meaning, so both are replaced by a fixed order and a fixed date; skops reads the result as
any other of its files. Only arrays and plain values go in, so loading trusts no type.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
import skops.io as sio

from topics.storage.archive import SCHEMA, Parts

_EPOCH = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 9


def dump_parts(parts: Parts) -> bytes:
    """Return the bytes of a .skops archive of `parts`."""
    apart = {name: part.copy(order="K") if isinstance(part, np.ndarray) else part for name, part in parts.items()}
    source = zipfile.ZipFile(io.BytesIO(sio.dumps(apart)))
    names: dict[str, str] = {}
    schema = _renamed(json.loads(source.read(SCHEMA)), count(), names)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for old, new in names.items():
            _write(archive, new, source.read(old))
        _write(archive, SCHEMA, json.dumps(schema, ensure_ascii=False, sort_keys=False).encode())
    return buffer.getvalue()


def _renamed(node: Any, ids: Iterator[int], names: dict[str, str]) -> Any:
    """The schema with addresses and file names replaced in order of appearance."""
    if isinstance(node, list):
        return [_renamed(item, ids, names) for item in node]
    if not isinstance(node, dict):
        return node
    renamed: dict[str, Any] = {}
    for key, value in node.items():
        if key == "__id__":
            renamed[key] = next(ids)
        elif key == "file" and isinstance(value, str):
            renamed[key] = names.setdefault(value, f"{len(names)}.npy")
        else:
            renamed[key] = _renamed(value, ids, names)
    return renamed


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, compresslevel=_COMPRESSION)
