"""How long each stage of compiled scoring takes; not run by itself."""

import time
from collections.abc import Iterator

import numpy as np
from numba import njit

from topics.features.buffers import TextBuffers
from topics.features.kernel.cutting import cut, decode
from topics.features.kernel.room import Room, make_room
from topics.features.kernel.scores import score_texts
from topics.features.kernel.tables import Array, Sizes, Tables
from topics.features.kernel.terms import compact, read_grams, read_seeds, zero_digits
from topics.themes.compiled import Kernel

_ROUNDS = 7
_DECODE, _CUT, _GRAMS, _SEEDS = range(4)


def measure_stages(kernel: Kernel, texts: TextBuffers) -> Iterator[tuple[str, float]]:
    """Yield the name of each stage with its seconds for all texts."""
    tables, sizes = kernel.tables, kernel.sizes
    data = texts.data.view()
    data.flags.writeable = False
    room = make_room(int(np.diff(texts.offsets).max()), tables, sizes)
    margins, n_alnum = np.zeros((len(texts), sizes.n_themes)), np.zeros(len(texts), dtype=np.int64)
    given = texts.offsets.astype(np.int64), data, tables, sizes, room
    seconds = [_seconds(_run_stage, stage, *given) for stage in (_DECODE, _CUT, _GRAMS, _SEEDS)]
    decoding, cutting, grams, seeds = seconds[_DECODE], *(spent - seconds[_DECODE] for spent in seconds[1:])
    whole = _seconds(score_texts, *given, margins, n_alnum)
    yield "decode and fold", decoding
    yield "cut", cutting
    yield "find terms", grams + seeds
    yield "weigh and add up", whole - decoding - cutting - grams - seeds


def _seconds(run: object, *given: object) -> float:
    """The least time of several runs, the first of which compiles."""
    run(*given)
    spent = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        run(*given)
        spent.append(time.process_time() - start)
    return min(spent)


@njit(nogil=True)
def _run_stage(stage: int, offsets: Array, data: Array, tables: Tables, sizes: Sizes, room: Room) -> int:
    total = 0
    kinds, folded, stream = tables.points.kinds, room.text.folded, room.stream
    for text in range(len(offsets) - 1):
        n, _ = decode(data, offsets[text], offsets[text + 1], tables.points, room.text)
        if stage == _CUT:
            total += cut(n, kinds, tables.words, sizes.takes_all, folded, room.cut, room.words)
        if stage == _GRAMS:
            length = compact(n, kinds, folded, stream)
            zero_digits(length, stream.points)
            total += read_grams(0, length, 0, sizes.longest_gram, tables.grams, stream, room.found)
        if stage == _SEEDS:
            length = compact(n, kinds, folded, stream)
            first = sizes.first_seed_row
            total += read_seeds(0, length, text + 1, first, tables.seeds, stream, room.seeds, room.found)
    return total
