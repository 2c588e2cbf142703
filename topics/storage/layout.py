"""What all model folders share: their files, and the checks before anything is read from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from topics.errors import ModelError, OutputError
from topics.files import whole_folder
from topics.storage.archive import Parts, load_parts
from topics.storage.manifest import MANIFEST, Kind, Manifest, file_digest, manifest_bytes, read_checked
from topics.words.tokenizer import Tokenizer

MODEL = "model.skops"
CARD = "README.md"
_LOADERS: Mapping[Kind, str] = {"themes": "load_model", "topics": "load_topic_model"}


def checked_parts(path: Path, manifest: Manifest, kind: Kind) -> Parts:
    """Return the parts of a model of this kind, every byte checked; ModelError where it is of another."""
    if manifest.kind != kind:
        raise ModelError(
            f"{path}: is a model of {manifest.kind}, not of {kind}; load it with {_LOADERS.get(manifest.kind)}"
        )
    if MODEL not in manifest.files:
        raise ModelError(f"{path}: its manifest names no {MODEL}; get the model again")
    return load_parts(read_checked(path, manifest)[MODEL], str(path / MODEL))


def check_tokenizer(path: Path, tokenizer: Tokenizer, manifest: Manifest) -> None:
    """Raise ModelError where the tokenizer of a model would not cut as it did."""
    if tokenizer.fingerprint != manifest.tokenizer:
        raise ModelError(f"{path}: was made with a tokenizer that cuts differently; train it again with this topics-zh")


def write_model(folder: Path, contents: Mapping[str, bytes], fields: Mapping[str, Any]) -> None:
    """Write the files of a model and their manifest, whole or not at all."""
    digests = {name: file_digest(data) for name, data in contents.items()}
    with whole_folder(folder) as partial:
        for name, data in {**contents, MANIFEST: manifest_bytes({**fields, "files": digests})}.items():
            (partial / name).write_bytes(data)


def check_free(folder: Path) -> None:
    """Refuse a folder that holds anything but a model: its README.md would be overwritten."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise OutputError(f"{folder}: holds other files; name a new folder for the model")
