"""UTF-8 -> folded characters -> words, by jieba's dictionary and without its hidden Markov model."""

from topics.features.kernel.compiled import compiled
from topics.features.kernel.nodes import child, first_node, first_value, may_have, value_of
from topics.features.kernel.points import ALNUM, ASCII_ALNUM, CUTTABLE, CodePoints
from topics.features.kernel.room import Cut, Found, Text
from topics.features.kernel.tables import COUNTED, NOT_COUNTED, Array, Words

_LINE_FEED, _RETURN, _FIRST_LETTER = map(ord, "\n\rA")
_HIGHEST = 0x10FFFF
_TWO_BYTES, _THREE_BYTES, _FOUR_BYTES = 0xC0, 0xE0, 0xF0


@compiled
def decode(data: Array, start: int, end: int, points: CodePoints, text: Text) -> tuple[int, int]:
    """Fold the UTF-8 of data[start:end]; how many characters it has, and how many letters and digits."""
    n = n_alnum = 0
    place = start
    while place < end:
        text.at[n] = place - start
        point = int(data[place])
        width = 1
        if point >= _FOUR_BYTES:
            point, width = point & 7, 4
        elif point >= _THREE_BYTES:
            point, width = point & 15, 3
        elif point >= _TWO_BYTES:
            point, width = point & 31, 2
        for other in range(place + 1, min(place + width, end)):
            point = point << 6 | int(data[other]) & 63
        point = min(point, _HIGHEST)
        text.folded[n] = points.folded[point]
        is_alnum = (points.kinds[point] & ALNUM) != 0
        text.alnum[n] = is_alnum
        n_alnum += is_alnum
        n += 1
        place += width
    text.at[n] = end - start
    return n, n_alnum


@compiled
def cut(n: int, kinds: Array, words: Words, takes_all: bool, folded: Array, room: Cut, counted: Found) -> int:
    """Cut n folded characters into words, and note those that count; how many they are."""
    rows, starts, ends, single_rows = counted.rows, counted.starts, counted.ends, words.single_rows
    n_cut = n_counted = start = 0
    while start < n:
        point = folded[start]
        if kinds[point] & CUTTABLE:
            stop = start + 1
            while stop < n and kinds[folded[stop]] & CUTTABLE:
                stop += 1
            _route(start, stop, words, folded, room)
            n_cut, n_counted = _walk(start, stop, n_cut, n_counted, kinds, words, takes_all, folded, room, counted)
            start = stop
            continue
        is_break = point == _RETURN and start + 1 < n and folded[start + 1] == _LINE_FEED
        end = start + 2 if is_break else start + 1
        rows[n_counted], starts[n_counted], ends[n_counted] = single_rows[point], start, end
        n_counted += rows[n_counted] != NOT_COUNTED
        room.ends[n_cut] = end
        n_cut += 1
        start = end
    return n_counted


@compiled
def _route(start: int, end: int, words: Words, folded: Array, room: Cut) -> None:
    """The likeliest words of folded[start:end], from behind: jieba's choice, the longer word where two are equal."""
    children, slots, first, weights = words.children, words.slots, words.first, words.weights
    best, after, chosen = room.best, room.after, room.words
    best[end] = 0.0
    for place in range(end - 1, start - 1, -1):
        entry = first[folded[place]]
        node, word, stop = first_node(entry), first_value(entry), place + 1
        most, longest, found = weights[word] + best[stop], stop, word
        while node != 0 and stop < end and may_have(children, node, folded[stop]):
            node = child(slots, node, folded[stop])
            stop += 1
            word = value_of(slots, node)
            if node != 0 and word != 0 and (found == 0 or weights[word] + best[stop] >= most):
                most, longest, found = weights[word] + best[stop], stop, word
        best[place], after[place], chosen[place] = most, longest, found


@compiled
def _walk(
    start: int,
    stop: int,
    n_cut: int,
    n_counted: int,
    kinds: Array,
    words: Words,
    takes_all: bool,
    folded: Array,
    room: Cut,
    counted: Found,
) -> tuple[int, int]:
    """Note the words on the route, single letters and digits glued together; how many there are, and count."""
    rows, starts, ends, after, chosen, cut_ends = (
        counted.rows,
        counted.starts,
        counted.ends,
        room.after,
        room.words,
        room.ends,
    )
    word_rows, single_rows = words.rows, words.single_rows
    while start < stop:
        end = after[start]
        if end > start + 1:
            row = word_rows[chosen[start]]
        else:
            if kinds[folded[start]] & ASCII_ALNUM:
                while end < stop and after[end] == end + 1 and kinds[folded[end]] & ASCII_ALNUM:
                    end += 1
            row = single_rows[folded[start]] if end == start + 1 else _row_of_run(start, end, words, takes_all, folded)
        rows[n_counted], starts[n_counted], ends[n_counted] = row, start, end
        n_counted += row != NOT_COUNTED
        cut_ends[n_cut] = end
        n_cut += 1
        start = end
    return n_cut, n_counted


@compiled
def _row_of_run(start: int, end: int, words: Words, takes_all: bool, folded: Array) -> int:
    """The row of letters and digits that stand together."""
    node = first_node(words.run_first[folded[start]])
    for place in range(start + 1, end):
        if node == 0:
            break
        node = child(words.run_slots, node, folded[place])
    value = value_of(words.run_slots, node)
    if node != 0 and value != 0:
        return int(value - 1)
    for place in range(start, end):
        if folded[place] >= _FIRST_LETTER or takes_all:
            return COUNTED
    return NOT_COUNTED
