"""Hash tables that are emptied for each text: as large as the text needs, so that they stay in the nearest cache."""

from topics.features.kernel.compiled import compiled
from topics.features.kernel.nodes import Whole, mixed
from topics.features.kernel.room import LEAST_TABLE
from topics.features.kernel.tables import Array


@compiled
def emptied(n: int, table: Array) -> int:
    """Empty a table as far as n entries need it, a power of two and at most half full; the mask of its places."""
    size = LEAST_TABLE
    while size < 2 * n:
        size *= 2
    for place in range(size):
        table[place] = 0
    return size - 1


@compiled
def is_new(table: Array, mask: int, number: Whole) -> bool:
    """Put a number over 0 into a set; whether it is new."""
    place = mixed(number) & mask
    while table[place] != 0:
        if table[place] == number:
            return False
        place = (place + 1) & mask
    table[place] = number
    return True
