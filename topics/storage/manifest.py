"""manifest.json: what a model folder holds, where it came from, and the digest of every file."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from topics.errors import ModelError
from topics.types import LabelledText

FORMAT = 1
"""The version of the folder's layout; raised when an older topics could not read it."""

MANIFEST = "manifest.json"
_LIBRARIES = ("jieba", "numpy", "rjieba", "scikit-learn", "skops")


Kind = Literal["themes", "topics"]
"""What a model gives: themes, as a ThemeClassifier does, or topics, as a TopicModel."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of manifest.json, checked."""

    name: str
    topics_version: str
    libraries: Mapping[str, str]
    tokenizer: str
    classes: tuple[str, ...]
    multilabel: bool
    taxonomy: tuple[Mapping[str, Any], ...] | None
    training: Mapping[str, Any]
    metrics: Mapping[str, Any]
    files: Mapping[str, str]
    kind: Kind = "themes"
    topics: tuple[Mapping[str, Any], ...] = ()
    themes: tuple[Mapping[str, Any], ...] = ()
    edits: tuple[Mapping[str, Any], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that a model's numbers depend on."""
    return {name: version(name) for name in _LIBRARIES}


def file_digest(data: bytes) -> str:
    """Return the sha256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def training_digest(rows: Iterable[LabelledText]) -> str:
    """Return the sha256 of labelled rows: equal rows in equal order give equal digests."""
    digest = hashlib.sha256()
    for row in rows:
        weight = [] if row.weight == 1 else [row.weight]
        digest.update(json.dumps([row.text, row.themes, *weight], ensure_ascii=False).encode())
    return digest.hexdigest()


def manifest_bytes(fields: Mapping[str, Any]) -> bytes:
    """Return manifest.json for `fields`, sealed with a digest of itself."""
    sealed = {"format": FORMAT, **fields}
    return _serialised({**sealed, "digest": file_digest(_serialised(sealed))})


def read_manifest(folder: Path) -> Manifest:
    """Read and check manifest.json; ModelError where it is missing, changed or too new."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(f"{folder}: is not a model folder: it holds no {MANIFEST}")
    try:
        data = path.read_bytes()
        fields = json.loads(data)
        written_by = fields.pop("format")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path}: is damaged ({error}); get the model again") from error
    if written_by != FORMAT:
        raise ModelError(f"{path}: has format {written_by}, this topics reads format {FORMAT}; upgrade topics-zh")
    try:
        digest = fields.pop("digest")
        manifest = Manifest(**{**fields, "classes": tuple(fields["classes"])})
    except (KeyError, TypeError) as error:
        raise ModelError(f"{path}: is damaged ({error}); get the model again") from error
    sealed = {"format": FORMAT, **fields}
    if digest != file_digest(_serialised(sealed)) or data != _serialised({**sealed, "digest": digest}):
        raise ModelError(f"{path}: was changed after it was written; get the model again")
    return manifest


def read_checked(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return the bytes of each file of a model folder; ModelError where one is not as written."""
    contents = {}
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path}: is missing; get the model again")
        contents[name] = path.read_bytes()
        if file_digest(contents[name]) != digest:
            raise ModelError(f"{path}: was changed after it was written (sha256 differs); get the model again")
    return contents


def _serialised(fields: Mapping[str, Any]) -> bytes:
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode(errors="surrogatepass")
