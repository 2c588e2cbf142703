"""Python functions -> machine code, by numba."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

from topics.features import terms
from topics.words import trie

F = TypeVar("F", bound=Callable[..., Any])

_SOURCES = (*sorted(Path(__file__).parent.glob("*.py")), Path(terms.__file__), Path(trie.__file__))
_VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:8]
"""Numba compiles again when the file of a function changes, but not when that of one it calls does, or of a number."""


def compiled(function: F) -> F:
    """Return machine code that runs without Python's lock, kept on disk where there is a folder for it."""
    function.__qualname__ = f"{function.__qualname__}_{_VERSION}"
    try:
        return cast("F", njit(nogil=True, cache=True, error_model="numpy")(function))
    except RuntimeError:  # numba's word for "no folder to write to"
        logging.getLogger(__name__).info("compiled code is not kept: no folder to write to")
        return cast("F", njit(nogil=True, error_model="numpy")(function))
