"""What compiled code has to know of every code point: its folded form, and what kind of character it is."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.features.terms import SPACES
from topics.words.trie import N_CODE_POINTS

CUTTABLE, ASCII_ALNUM, SPACE, BLANK, ALNUM = 1, 2, 4, 8, 16
"""Kinds of characters, added up.

CUTTABLE: what jieba looks for words in; ASCII_ALNUM: letters and digits that it glues together;
SPACE: what runs of characters leave out; BLANK: all white space; ALNUM: `str.isalnum`.
"""

_CUTTABLE_SIGNS = "+#&._%-"
_CUTTABLE_HAN = range(0x4E00, 0x9FD6)
_ASCII_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class CodePoints(NamedTuple):
    """`folded` int32 and `kinds` uint8, one entry for each code point."""

    folded: npt.NDArray[Any]
    kinds: npt.NDArray[Any]


@cache
def code_points() -> CodePoints:
    """Return the tables, made once a process in a tenth of a second."""
    points = np.arange(N_CODE_POINTS, dtype="<u4")
    every = points.tobytes().decode("utf-32-le", errors="surrogatepass")
    folded = np.frombuffer(fold(every).encode("utf-32-le"), dtype="<u4").astype(np.int32)
    characters = points.view("<U1")
    kinds = np.zeros(N_CODE_POINTS, dtype=np.uint8)
    kinds[np.char.isalnum(characters)] |= ALNUM
    kinds[np.char.isspace(characters)] |= BLANK
    kinds[_CUTTABLE_HAN] |= CUTTABLE
    for signs, kind in ((_CUTTABLE_SIGNS, CUTTABLE), (_ASCII_ALNUM, CUTTABLE | ASCII_ALNUM), (SPACES, SPACE)):
        kinds[[ord(sign) for sign in signs]] |= kind
    return CodePoints(folded, kinds)
