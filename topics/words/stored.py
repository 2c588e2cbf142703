"""Arrays that take a while to make, kept in the user's cache and mapped from there by every process."""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.errors import OutputError
from topics.files import user_cache, whole_folder

_DIGESTS = "digests.json"

Arrays = Mapping[str, npt.NDArray[Any]]


def stored_arrays(kind: str, key: str, names: Collection[str], make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays `names` of `make`, read-only, made once for each key and then mapped from the disk.

    What was damaged is made again; without a folder to write to the arrays stay in memory.
    """
    folder = user_cache() / kind / key
    if not _is_whole(folder, names):
        arrays = make()
        try:
            _store(folder, arrays)
        except OutputError as error:
            logging.getLogger(__name__).warning("%s tables are not kept for the next time: %s", kind, error)
            return {name: _read_only(array) for name, array in arrays.items()}
    return {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in names}


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _store(folder: Path, arrays: Arrays) -> None:
    with whole_folder(folder) as partial:
        for name, array in arrays.items():
            np.save(partial / f"{name}.npy", array, allow_pickle=False)
        digests = {name: digest(partial / f"{name}.npy") for name in arrays}
        (partial / _DIGESTS).write_text(json.dumps(digests), encoding="utf-8")


def _is_whole(folder: Path, names: Collection[str]) -> bool:
    """Tell whether every file of the folder is as it was written."""
    try:
        digests = json.loads((folder / _DIGESTS).read_text(encoding="utf-8"))
        return all(digest(folder / f"{name}.npy") == digests[name] for name in names)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array
