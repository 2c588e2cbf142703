"""Folded characters -> the terms in them with their places: runs of characters, runs of words, seed words."""

from topics.features.kernel.compiled import compiled
from topics.features.kernel.nodes import child, value_of
from topics.features.kernel.points import BLANK, SPACE
from topics.features.kernel.room import Found, SeedMarks, Stream
from topics.features.kernel.tables import Array, Grams, Phrases, Seeds
from topics.features.terms import END, START

_START_MARK, _END_MARK = ord(START), ord(END)
_GAP, _ZERO, _ONE, _NINE = map(ord, " 019")


@compiled
def compact(n: int, kinds: Array, folded: Array, stream: Stream) -> int:
    """Copy what is no space into the stream; how long it is."""
    length = 0
    for place in range(n):
        stream.points[length], stream.places[length] = folded[place], place
        length += (kinds[folded[place]] & SPACE) == 0
    return length


@compiled
def frame(n: int, kinds: Array, folded: Array, stream: Stream) -> int:
    """Copy a text between its marks into the stream, one gap for white space, none between scattered characters."""
    points, places = stream.points, stream.places
    length, alone = 1, False
    for place in range(n):
        if kinds[folded[place]] & BLANK:
            continue
        if place == 0 or kinds[folded[place - 1]] & BLANK:
            was_alone = alone
            alone = place + 1 == n or (kinds[folded[place + 1]] & BLANK) != 0
            if length > 1 and not (alone and was_alone):
                points[length], places[length] = _GAP, places[length - 1] + 1
                length += 1
        points[length], places[length] = folded[place], place
        length += 1
    if length == 1:
        return 0
    points[0], places[0] = _START_MARK, places[1]
    points[length], places[length] = _END_MARK, places[length - 1]
    return length + 1


@compiled
def zero_digits(length: int, stream: Stream) -> None:
    """Make every digit of the stream a 0, as runs of characters know them."""
    for place in range(length):
        if _ONE <= stream.points[place] <= _NINE:
            stream.points[place] = _ZERO


@compiled
def read_grams(n: int, length: int, inset: int, longest: int, grams: Grams, stream: Stream, found: Found) -> int:
    """Add the runs of up to `longest` characters to n terms; how many there are then.

    The first and the last `inset` characters are no run by themselves.
    """
    points, places, slots = stream.points, stream.places, grams.slots
    for start in range(length):
        row = grams.single_rows[points[start]]
        if row != 0 and inset <= start < length - inset:
            found.rows[n], found.starts[n], found.ends[n] = row, places[start], places[start] + 1
            n += 1
        node = int(grams.first[points[start]])
        for last in range(start + 1, min(start + longest, length)):
            if node != 0:
                node = child(slots, node, points[last])
            if node == 0:
                break
            if value_of(slots, node) != 0:
                found.rows[n], found.starts[n], found.ends[n] = value_of(slots, node), places[start], places[last] + 1
                n += 1
    return n


@compiled
def read_words(n: int, n_words: int, longest: int, first: int, phrases: Phrases, words: Found, found: Found) -> int:
    """Add the runs of up to `longest` words to n terms; how many there are then.

    `first` is the row of the first word.
    """
    rows = words.rows
    for start in range(n_words):
        if rows[start] < 0:
            continue
        found.rows[n], found.starts[n], found.ends[n] = rows[start], words.starts[start], words.ends[start]
        n += 1
        if longest == 1:
            continue
        node = int(phrases.first[rows[start] - first])
        for last in range(start + 1, min(start + longest, n_words)):
            if node != 0 and rows[last] >= 0:
                node = child(phrases.slots, node, rows[last] - first)
            if node == 0 or rows[last] < 0:
                break
            value = value_of(phrases.slots, node)
            if value != 0:
                found.rows[n], found.starts[n], found.ends[n] = value, words.starts[start], words.ends[last]
                n += 1
    return n


@compiled
def read_seeds(
    n: int, length: int, stamp: int, first: int, seeds: Seeds, stream: Stream, marks: SeedMarks, found: Found
) -> int:
    """Add every place of each seed word to n terms; how many there are then.

    `stamp` is a number of the text, `first` the row of the first list.
    """
    points, places, slots = stream.points, stream.places, seeds.slots
    for start in range(length):
        node, last = int(seeds.first[points[start]]), start
        while node != 0:
            seed = value_of(slots, node)
            for own in range(seeds.offsets[seed], seeds.offsets[seed + 1]):
                row = seeds.rows[own]
                found.rows[n], found.starts[n], found.ends[n] = row, places[start], places[last] + 1
                marks.hits[row - first] += marks.seen[seed] != stamp
                n += 1
            marks.seen[seed] = stamp
            last += 1
            node = child(slots, node, points[last]) if last < length else 0
    return n
