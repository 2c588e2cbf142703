"""A .skops file -> plain arrays and values, read without trusting any type.

A .skops file is a zip of .npy files and a schema that names the class of every part. Of what skops
can store only arrays and plain values go into a model, so that a page of code reads them: nothing
is imported by a name from the file, nothing called, nothing unpickled, and skops, which takes longer
to import than a model to load, is needed only by who writes a model (see storage/dump.py).
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from topics.errors import ModelError

Parts = Mapping[str, Any]
"""Name -> NumPy array, str, int, float or bool."""

SCHEMA = "schema.json"
"""The member of an archive that says what it holds."""

_ARRAY_KINDS = "biufU"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(AttributeError, LookupError, OSError, EOFError, RuntimeError, TypeError, ValueError),
)
"""What zipfile, JSON and NumPy raise at bytes that are no archive of ours."""


def load_parts(data: bytes, source: str) -> dict[str, Any]:
    """Return what `dump_parts` was given; ModelError where the archive holds anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            schema = json.loads(archive.read(SCHEMA))
            if schema["__loader__"] != "DictNode":
                raise ValueError(f"it holds a {_class_of(schema)}")
            parts = {name: _read(archive, node) for name, node in schema["content"].items()}
    except _DAMAGE as error:
        raise ModelError(f"{source}: is not an archive of plain arrays ({error}); get the model again") from error
    if not all(_is_plain(part) for part in parts.values()):
        raise ModelError(f"{source}: holds more than plain arrays and values; get the model again")
    return parts


def _read(archive: zipfile.ZipFile, node: Any) -> Any:
    """The array or the value that a node of the schema stands for."""
    if node["__loader__"] == "JsonNode":
        return json.loads(node["content"])
    if (node["__module__"], node["__loader__"], node.get("type")) != ("numpy", "NdArrayNode", "numpy"):
        raise ValueError(f"it holds a {_class_of(node)}")
    array = np.lib.format.read_array(io.BytesIO(archive.read(node["file"])), allow_pickle=False)
    return array if node["__class__"] == "ndarray" else array[()]


def _class_of(node: Any) -> str:
    return f"{node['__module__']}.{node['__class__']}"


def _is_plain(part: Any) -> bool:
    return part.dtype.kind in _ARRAY_KINDS if isinstance(part, np.ndarray) else isinstance(part, str | int | float)
