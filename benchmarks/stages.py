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
_STAGES = ("decode and fold", "find terms", "cut")


def measure_stages(kernel: Kernel, texts: TextBuffers) -> Iterator[tuple[str, float]]:
    """Yield the name of each stage with its seconds for all texts: what it adds to the stages before it."""
    tables, sizes = kernel.tables, kernel.sizes
    data = texts.data.view()
    data.flags.writeable = False
    room = make_room(int(np.diff(texts.offsets).max()), tables, sizes)
    margins, n_alnum = np.zeros((len(texts), sizes.n_themes)), np.zeros(len(texts), dtype=np.int64)
    given = texts.offsets.astype(np.int64), data, tables, sizes, room
    seconds = [_seconds(_run_stages, n_stages, *given) for n_stages in range(1, len(_STAGES) + 1)]
    seconds.append(_seconds(score_texts, *given, margins, n_alnum))
    yield from zip((*_STAGES, "weigh and add up"), np.diff(seconds, prepend=0.0).tolist(), strict=True)


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
def _run_stages(n_stages: int, offsets: Array, data: Array, tables: Tables, sizes: Sizes, room: Room) -> int:
    total = 0
    kinds, folded, stream, found = tables.points.kinds, room.text.folded, room.stream, room.found
    for text in range(len(offsets) - 1):
        n, _ = decode(data, offsets[text], offsets[text + 1], tables.points, room.text)
        if n_stages == 1:
            continue
        length = compact(n, kinds, folded, stream)
        n_seeds = read_seeds(0, length, text + 1, sizes.first_seed_row, tables.seeds, stream, room.seeds, found)
        zero_digits(length, stream.points)
        total += read_grams(n_seeds, length, 0, sizes.longest_gram, tables.grams, stream, found)
        if n_stages > 2:
            total += cut(n, kinds, tables.words, sizes.takes_all, folded, room.cut, room.words)
    return total
