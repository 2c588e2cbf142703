"""What labelling asks of texts, found by compiled code: the same as `topics.themes.plain`, twenty times as fast.

numba is an extra, and loading it, the code and the tables takes a second: few texts go the plain
way, unless all of it is there already. Which way is taken changes no decision and no digit that labels show.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from topics.features.buffers import TextBuffers
from topics.features.kernel.room import Evidence, Limits, make_evidence, make_room
from topics.features.kernel.tables import NotCoveredError, Sizes, Tables, build_tables, sizes_of
from topics.features.vectorizer import TextVectorizer
from topics.themes.block import EvidenceLists, Floats, Numbers, ThemeLists, Trace, offsets_of
from topics.themes.evidence import MIN_SHARE, UNITS
from topics.words.dictionary import load_dictionary
from topics.words.trie import TooLargeError

if TYPE_CHECKING:
    from topics.themes.model import ThemeModel

WORTHWHILE = 1000
"""From so many texts on compiled code is loaded."""


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The compiled functions; see topics.features.kernel."""

    score_texts: Callable[..., None]
    trace_texts: Callable[..., None]


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """Compiled code, and the tables of one fitted model for it."""

    code: Code
    tables: Tables
    sizes: Sizes


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    """What was found for a model as it was fitted then; no kernel where it is not covered."""

    vectorizer: TextVectorizer
    coef: npt.NDArray[np.float32]
    kernel: Kernel | None


_OPENED: WeakKeyDictionary[ThemeModel, _Opened] = WeakKeyDictionary()


def open_kernel(model: ThemeModel, n_texts: int) -> Kernel | None:
    """Return the kernel of a model, where it pays for so many texts; None where texts should go the plain way."""
    opened = _OPENED.get(model)
    if opened is not None and opened.vectorizer is model.vectorizer_ and opened.coef is model.coef_:
        return opened.kernel
    code = _code() if n_texts >= WORTHWHILE else None
    if code is None:
        return None
    kernel = _make_kernel(model, code)
    _OPENED[model] = _Opened(model.vectorizer_, model.coef_, kernel)
    return kernel


class CompiledScores:
    """Scores of texts by compiled code."""

    def __init__(self, model: ThemeModel, kernel: Kernel, texts: TextBuffers) -> None:
        self._intercept, self._kernel = model.intercept_, kernel
        self._offsets = texts.offsets.astype(np.int64)
        self._data = texts.data.view()
        self._data.flags.writeable = False
        self._longest = int(np.diff(self._offsets).max(initial=0))
        self._sums = np.zeros((len(texts), kernel.sizes.n_themes))
        self._n_alnum = np.zeros(len(texts), dtype=np.int64)
        room = make_room(self._longest, kernel.tables, kernel.sizes)
        given = self._offsets, self._data, kernel.tables, kernel.sizes, room
        kernel.code.score_texts(*given, self._sums, self._n_alnum)

    def margins(self) -> Floats:
        """Return the margins (n_texts, n_classes)."""
        return np.asarray(self._sums + self._intercept)

    def count_letters(self) -> Numbers:
        """Return (n_texts,): the letters and digits of each text."""
        return self._n_alnum

    def trace(self, themes: ThemeLists, max_evidence: int) -> Trace:
        """Return what is new and what spoke for `themes` in each text that has any."""
        tables, sizes = self._kernel.tables, self._kernel.sizes._replace(cuts=True)
        n_themes = np.diff(themes.offsets)
        most_spans = n_themes * np.minimum(np.diff(self._offsets), max_evidence)
        evidence = make_evidence(len(n_themes), int(most_spans.sum()))
        unseen = np.zeros((len(n_themes), 2))
        room = make_room(self._longest, tables, sizes)
        limits = Limits(max_evidence, *MIN_SHARE, UNITS)
        given = self._offsets, self._data, themes.offsets, themes.columns, limits, tables, sizes, room
        self._kernel.code.trace_texts(*given, unseen, evidence)
        rows = np.flatnonzero(n_themes)
        return Trace(rows, unseen[rows], self._lists(evidence))

    def _lists(self, evidence: Evidence) -> EvidenceLists:
        n_spans = int(evidence.offsets[-1])
        lengths = (evidence.last_bytes - evidence.first_bytes)[:n_spans]
        text_offsets = offsets_of(lengths)
        owners = np.repeat(self._offsets[:-1], np.diff(evidence.offsets))
        shifts = owners + evidence.first_bytes[:n_spans] - text_offsets[:-1]
        return EvidenceLists(
            offsets=evidence.offsets,
            columns=evidence.columns[:n_spans],
            starts=evidence.starts[:n_spans],
            ends=evidence.ends[:n_spans],
            weights=evidence.units[:n_spans] / UNITS,
            text_offsets=text_offsets,
            text_data=self._data[np.repeat(shifts, lengths) + np.arange(text_offsets[-1])],
        )


def _make_kernel(model: ThemeModel, code: Code) -> Kernel | None:
    dictionary = load_dictionary(model.vectorizer_.tokenizer_)
    if dictionary is None:
        return None
    try:
        tables = build_tables(model.vectorizer_, model.coef_, dictionary)
    except (NotCoveredError, TooLargeError) as error:
        logging.getLogger(__name__).info("labelling the plain way: compiled code does not cover %s", error)
        return None
    return Kernel(code, tables, sizes_of(model.vectorizer_, model.coef_))


@cache
def _code() -> Code | None:
    """The compiled functions, None without numba; imported here because it takes half a second."""
    if find_spec("numba") is None:
        hint = "labelling is twenty times as fast with numba: pip install 'topics-zh[fast]'"
        logging.getLogger(__name__).info(hint)
        return None
    from topics.features.kernel.scores import score_texts
    from topics.features.kernel.traces import trace_texts

    return Code(score_texts, trace_texts)
