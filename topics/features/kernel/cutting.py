"""UTF-8 -> folded characters -> words, by jieba's dictionary and without its hidden Markov model."""

from topics.features.kernel.compiled import compiled
from topics.features.kernel.nodes import child, value_of
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
def cut(n: int, points: CodePoints, words: Words, takes_all: bool, text: Text, room: Cut, counted: Found) -> int:
    """Cut n folded characters into words, and note those that count; how many they are."""
    n_cut = n_counted = 0
    start, stop = 0, 0
    while start < n:
        if start >= stop and points.kinds[text.folded[start]] & CUTTABLE:
            stop = start + 1
            while stop < n and points.kinds[text.folded[stop]] & CUTTABLE:
                stop += 1
            _route(start, stop, words, text.folded, room)
        if start < stop:
            end, row = _next_word(start, stop, points, words, takes_all, text.folded, room)
        else:
            end, row = _next_sign(start, n, words, text.folded)
        if row != NOT_COUNTED:
            counted.rows[n_counted], counted.starts[n_counted], counted.ends[n_counted] = row, start, end
            n_counted += 1
        room.ends[n_cut] = end
        n_cut += 1
        start = end
    return n_counted


@compiled
def _route(start: int, end: int, words: Words, folded: Array, room: Cut) -> None:
    """The likeliest words of folded[start:end], from behind: jieba's choice, the longer word where two are equal."""
    slots, weights, best = words.slots, words.weights, room.best
    best[end] = 0.0
    for place in range(end - 1, start - 1, -1):
        most, after, found = weights[0] + best[place + 1], place + 1, 0
        node = int(words.first[folded[place]])
        stop = place + 1
        while node != 0:
            value = value_of(slots, node)
            if value != 0 and (found == 0 or weights[value] + best[stop] >= most):
                most, after, found = weights[value] + best[stop], stop, node
            if stop == end:
                break
            node = child(slots, node, folded[stop])
            stop += 1
        best[place], room.after[place], room.nodes[place] = most, after, found


@compiled
def _next_word(
    start: int, stop: int, points: CodePoints, words: Words, takes_all: bool, folded: Array, room: Cut
) -> tuple[int, int]:
    """The end and the row of the word at `start`; single letters and digits are glued together."""
    end = int(room.after[start])
    if end > start + 1:
        return end, int(words.rows[room.nodes[start]])
    if points.kinds[folded[start]] & ASCII_ALNUM:
        while end < stop and room.after[end] == end + 1 and points.kinds[folded[end]] & ASCII_ALNUM:
            end += 1
    if end > start + 1:
        return end, _row_of_run(folded[start:end], words, takes_all)
    return end, int(words.single_rows[folded[start]])


@compiled
def _next_sign(start: int, n: int, words: Words, folded: Array) -> tuple[int, int]:
    """The end and the row of a character between words; the two of a line break are one."""
    if folded[start] == _RETURN and start + 1 < n and folded[start + 1] == _LINE_FEED:
        return start + 2, NOT_COUNTED
    return start + 1, int(words.single_rows[folded[start]])


@compiled
def _row_of_run(run: Array, words: Words, takes_all: bool) -> int:
    """The row of letters and digits that stand together."""
    node = int(words.run_first[run[0]])
    for place in range(1, len(run)):
        if node == 0:
            break
        node = child(words.run_slots, node, run[place])
    value = value_of(words.run_slots, node) if node != 0 else 0
    if value != 0:
        return value - 1
    for point in run:
        if point >= _FIRST_LETTER or takes_all:
            return COUNTED
    return NOT_COUNTED
