"""Steps through the tries of topics.words.trie."""

from typing import Any

import numpy as np

from topics.features.kernel.compiled import compiled
from topics.features.kernel.tables import Array
from topics.words.trie import HASH_SHIFT, KEY_MASK, MULTIPLIER, SYMBOL_BITS, VALUE_SHIFT

Whole = Any
"""A signed number of 64 bits; mypy would have it be another type than int, numba knows no difference."""

_SYMBOL_SHIFT, _VALUE_SHIFT = np.uint64(SYMBOL_BITS), np.uint64(VALUE_SHIFT)


@compiled
def child(slots: Array, node: int, symbol: int) -> Whole:
    """The node that a symbol leads to, or 0."""
    mask = np.uint64(len(slots) - 1)
    key = (np.uint64(node) << _SYMBOL_SHIFT) | np.uint64(symbol + 1)
    place = ((key * MULTIPLIER) >> HASH_SHIFT) & mask
    while slots[place] != 0:
        if slots[place] & KEY_MASK == key:
            return np.int64(place)
        place = (place + np.uint64(1)) & mask
    return 0


@compiled
def value_of(slots: Array, node: int) -> Whole:
    """The value of the run that ends at a node, or 0."""
    return np.int64(slots[node] >> _VALUE_SHIFT)


@compiled
def mixed(number: int) -> Whole:
    """A number whose bits are mixed well, from 64 bits of another."""
    return np.int64((np.uint64(number) * MULTIPLIER) >> HASH_SHIFT)
