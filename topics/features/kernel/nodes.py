"""Steps through the tries of topics.words.trie."""

from typing import Any

import numpy as np

from topics.features.kernel.compiled import compiled
from topics.features.kernel.tables import Array
from topics.words.trie import FIRST_SHIFT, HASH_SHIFT, KEY_MASK, MULTIPLIER, SYMBOL_BITS, VALUE_SHIFT

Whole = Any
"""A signed number of 64 bits; mypy would have it be another type than int, numba knows no difference."""

_FIRST_MASK = (1 << FIRST_SHIFT) - 1
_SYMBOL_SHIFT, _VALUE_SHIFT = np.uint64(SYMBOL_BITS), np.uint64(VALUE_SHIFT)


@compiled
def home(node: int, symbol: int, mask: int) -> Whole:
    """The slot where a child is looked for first."""
    key = (np.uint64(node) << _SYMBOL_SHIFT) | np.uint64(symbol + 1)
    return np.int64((key * MULTIPLIER) >> HASH_SHIFT) & mask


@compiled
def may_have(children: Array, node: int, symbol: int) -> bool:
    """Tell by a filter whether a node can have a child of this symbol: if not, `child` gives 0."""
    place = home(node, symbol, 8 * len(children) - 1)
    return bool((children[place >> 3] >> (place & 7)) & 1)


@compiled
def child(slots: Array, node: int, symbol: int) -> Whole:
    """The node that a symbol leads to, or 0."""
    mask = len(slots) - 1
    key = (np.uint64(node) << _SYMBOL_SHIFT) | np.uint64(symbol + 1)
    place = home(node, symbol, mask)
    while slots[place] != 0:
        if slots[place] & KEY_MASK == key:
            return place
        place = (place + 1) & mask
    return 0


@compiled
def first_node(entry: Whole) -> Whole:
    """The node of an entry of `Trie.first`, or 0."""
    return entry & _FIRST_MASK


@compiled
def first_value(entry: Whole) -> Whole:
    """The value of an entry of `Trie.first`, or 0."""
    return entry >> FIRST_SHIFT


@compiled
def value_of(slots: Array, node: int) -> Whole:
    """The value of the run that ends at a node, or 0; so at the root."""
    return np.int64(slots[node] >> _VALUE_SHIFT)


@compiled
def mixed(number: int) -> Whole:
    """A number whose bits are mixed well, from 64 bits of another."""
    return np.int64((np.uint64(number) * MULTIPLIER) >> HASH_SHIFT)
