"""Tries as hash tables: from a run of symbols to a number, one look-up a symbol.

A node is a slot of one table with open addressing, and is known by the number of its slot. The
slot holds, in 64 bits, the symbol that leads to the node, the node it comes from, and the value of
the run that ends there: following a run touches one cache line a symbol, and a table is built by
whole arrays, all runs at once, in the time that sorting takes. Compiled code reads the tables
(topics/features/kernel.py); here they are built and looked into from Python.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SYMBOL_BITS, PARENT_BITS = 21, 22
VALUE_SHIFT = SYMBOL_BITS + PARENT_BITS
KEY_MASK = np.uint64((1 << VALUE_SHIFT) - 1)
MOST_VALUES = 1 << (64 - VALUE_SHIFT)
"""Values are below this; 0 is that of a node where no run ends."""

FIRST_SHIFT = 32

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""2**64 divided by the golden ratio: spreads neighbouring keys over the table (Knuth, vol. 3, 6.4)."""

HASH_SHIFT = np.uint64(32)
"""What follows in a product with the multiplier is well mixed, and as long as the longest table needs."""

N_CODE_POINTS = 0x110000
FILTER_BITS = 4
"""Bits a slot of a filter; as half of the slots are taken, it lets pass at most one in eight of what is not there."""

_MOST_SLOTS = 1 << PARENT_BITS
_LEAST_SLOTS = 16

Numbers = npt.NDArray[np.int64]
Slots = npt.NDArray[np.uint64]
_Step = Callable[[Slots, Slots], Numbers]


class TooLargeError(ValueError):
    """More nodes or values than the bits of a slot can number."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs of symbols: run i is `symbols[offsets[i] : offsets[i + 1]]`."""

    symbols: Numbers
    offsets: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Trie:
    """`slots` (a power of two,) uint64; slot 0 is the root.

    `first` (n_symbols,) int64 is for runs of one symbol: the node, and from FIRST_SHIFT on the value.
    """

    slots: Slots
    first: Numbers

    def find(self, runs: Runs) -> Numbers:
        """Return the node of each run, 0 where there is none."""
        return _follow(self.slots, runs, _look_up)

    def values(self, nodes: Numbers) -> Numbers:
        """Return the value of each node, 0 for the root."""
        return np.where(nodes > 0, (self.slots[nodes] >> np.uint64(VALUE_SHIFT)).astype(np.int64), 0)


def runs_of_texts(texts: Sequence[str]) -> Runs:
    """Return the code points of texts."""
    joined = "".join(texts).encode("utf-32-le", errors="surrogatepass")
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    return Runs(np.frombuffer(joined, dtype=np.uint32).astype(np.int64), np.concatenate([[0], np.cumsum(lengths)]))


def build_trie(runs: Runs, values: Numbers, n_symbols: int = N_CODE_POINTS) -> Trie:
    """Return the trie of distinct runs with their values; at most half of its slots are taken.

    Raises TooLargeError where there are too many of either.
    """
    if values.max(initial=0) >= MOST_VALUES:
        raise TooLargeError(f"{values.max()} is no value below {MOST_VALUES}")
    n_slots = _LEAST_SLOTS
    while n_slots < 2 * len(values):
        n_slots *= 2
    while True:
        if n_slots > _MOST_SLOTS:
            raise TooLargeError(f"{len(values)} runs need more than {_MOST_SLOTS} slots")
        slots = np.zeros(n_slots, dtype=np.uint64)
        slots[0] = KEY_MASK
        nodes = _follow(slots, runs, _insert)
        if 2 * np.count_nonzero(slots) <= n_slots:
            break
        n_slots *= 2
    ends = nodes > 0
    slots[nodes[ends]] |= values[ends].astype(np.uint64) << np.uint64(VALUE_SHIFT)
    return Trie(slots, _children_of_root(slots, n_symbols))


def child_filter(slots: Slots) -> npt.NDArray[np.uint8]:
    """Return a filter of the children that nodes have, after Bloom (1970): a bit is set where one has its home.

    Much that is looked up is not there: a table of a sixteenth of the size says so, and stays in the cache.
    """
    is_home = np.zeros(FILTER_BITS * len(slots), dtype=bool)
    keys = slots[1:] & KEY_MASK
    is_home[_homes(len(is_home), keys[keys != 0])] = True
    return np.packbits(is_home, bitorder="little")


def _children_of_root(slots: Slots, n_symbols: int) -> Numbers:
    first = np.zeros(n_symbols, dtype=np.int64)
    keys = slots & KEY_MASK
    children = np.flatnonzero((keys != 0) & (keys < 1 << SYMBOL_BITS))
    values = (slots[children] >> np.uint64(VALUE_SHIFT)).astype(np.int64)
    first[keys[children].astype(np.int64) - 1] = children | values << FIRST_SHIFT
    return first


def _follow(slots: Slots, runs: Runs, step: _Step) -> Numbers:
    """The node where each run ends, by one step for all runs at each depth; 0 for the empty run."""
    starts, lengths = runs.offsets[:-1], np.diff(runs.offsets)
    nodes = np.zeros(len(lengths), dtype=np.int64)
    walking = np.flatnonzero(lengths > 0)
    depth = 0
    while len(walking):
        keys = (nodes[walking] << SYMBOL_BITS) | (runs.symbols[starts[walking] + depth] + 1)
        distinct, places = np.unique(keys.astype(np.uint64), return_inverse=True)
        nodes[walking] = step(slots, distinct)[places]
        depth += 1
        walking = walking[(nodes[walking] > 0) & (lengths[walking] > depth)]
    return nodes


def _homes(n_slots: int, keys: Slots) -> Numbers:
    return ((keys * MULTIPLIER >> HASH_SHIFT) & np.uint64(n_slots - 1)).astype(np.int64)


def _insert(slots: Slots, keys: Slots) -> Numbers:
    """Give each distinct key a slot, if it has none yet."""
    places = _homes(len(slots), keys)
    waiting = np.arange(len(keys))
    while len(waiting):
        free = waiting[slots[places[waiting]] == 0]
        slots[places[free]] = keys[free]
        waiting = waiting[slots[places[waiting]] & KEY_MASK != keys[waiting]]
        places[waiting] = (places[waiting] + 1) % len(slots)
        if np.count_nonzero(slots) == len(slots):
            return np.zeros(len(keys), dtype=np.int64)
    return places


def _look_up(slots: Slots, keys: Slots) -> Numbers:
    places = _homes(len(slots), keys)
    waiting = np.arange(len(keys))
    while len(waiting):
        there = slots[places[waiting]]
        places[waiting[there == 0]] = 0
        waiting = waiting[(there != 0) & (there & KEY_MASK != keys[waiting])]
        places[waiting] = (places[waiting] + 1) % len(slots)
    return places
