"""What is new in texts, and which spans of them spoke for a theme; see Novelty and find_evidence."""

import numpy as np

from topics.features.kernel.compiled import compiled
from topics.features.kernel.cutting import decode
from topics.features.kernel.nodes import child, first_node, value_of
from topics.features.kernel.room import Counted, Evidence, Found, Limits, Room, Spans, Stream, Text
from topics.features.kernel.scores import read_text
from topics.features.kernel.sets import emptied, is_new
from topics.features.kernel.tables import PAIR_TERM, WORD_TERM, Array, Grams, Sizes, Tables
from topics.words.trie import HASH_SHIFT, MULTIPLIER, SYMBOL_BITS

_SIGN_BITS = np.uint64(2)


@compiled
def trace_texts(
    offsets: Array,
    data: Array,
    theme_offsets: Array,
    theme_columns: Array,
    limits: Limits,
    tables: Tables,
    sizes: Sizes,
    room: Room,
    unseen: Array,
    evidence: Evidence,
) -> None:
    """Fill `unseen` (n_texts, 2) and the evidence for the themes of each text that has any."""
    n_spans = 0
    for text in range(len(offsets) - 1):
        evidence.offsets[text] = n_spans
        if theme_offsets[text] == theme_offsets[text + 1]:
            continue
        n, _ = decode(data, offsets[text], offsets[text + 1], tables.points, room.text)
        length, n_words, n_found, n_distinct = read_text(n, text + 1, tables, sizes, room)
        has_pairs = sizes.longest_gram > 1
        unknown = _count_unknown_pairs(length, tables.grams, room.stream, room.known) if has_pairs else 0
        _tell_unseen(unknown, PAIR_TERM, n_distinct, tables, sizes, room.counted, unseen[text])
        unknown = _count_unknown_words(n_words, room.words, room.text.folded, room.known)
        _tell_unseen(unknown, WORD_TERM, n_distinct, tables, sizes, room.counted, unseen[text])
        for place in range(theme_offsets[text], theme_offsets[text + 1]):
            weights = tables.weights[:, theme_columns[place]]
            _share_out(n, n_found, weights, room.found, room.counted, room.spans.shares)
            n_strong = _find_spans(n, limits, room.text.alnum, room.cut.ends, room.spans)
            for strong in range(min(n_strong, limits.max_evidence)):
                _note(n_spans, theme_columns[place], room.spans.order[strong], room.text, room.spans, evidence)
                n_spans += 1
    evidence.offsets[len(offsets) - 1] = n_spans


@compiled
def _tell_unseen(
    unknown: int, kind: int, n_distinct: int, tables: Tables, sizes: Sizes, counted: Counted, unseen: Array
) -> None:
    """Set the share of terms of this kind that training never showed."""
    known, missed = 0.0, unknown * sizes.most_idf
    for place in range(n_distinct):
        row = counted.rows[place]
        if tables.told[row] == kind:
            known += np.float64(tables.weights[row, sizes.n_themes])
    unseen[kind - PAIR_TERM] = missed / (known + missed) if known + missed > 0 else 1.0


@compiled
def _count_unknown_pairs(length: int, grams: Grams, stream: Stream, known: Array) -> int:
    """How many different pairs of neighbouring characters are no terms."""
    n, mask = 0, emptied(length, known)
    for place in range(length - 1):
        first, second = stream.points[place], stream.points[place + 1]
        node = first_node(grams.first[first])
        if node != 0:
            node = child(grams.slots, node, second)
        if node == 0 or value_of(grams.slots, node) == 0:
            n += is_new(known, mask, (int(first) << SYMBOL_BITS | int(second)) + 1)
    return n


@compiled
def _count_unknown_words(n_words: int, words: Found, folded: Array, known: Array) -> int:
    """How many different words that count are no terms; 62 bits of their characters tell them apart."""
    n, mask = 0, emptied(n_words, known)
    for word in range(n_words):
        if words.rows[word] < 0:
            bits = np.uint64(0)
            for place in range(words.starts[word], words.ends[word]):
                bits = (bits ^ np.uint64(folded[place] + 1)) * MULTIPLIER
                bits ^= bits >> HASH_SHIFT
            n += is_new(known, mask, np.int64(bits >> _SIGN_BITS) + 1)
    return n


@compiled
def _share_out(n: int, n_found: int, weights: Array, found: Found, counted: Counted, shares: Array) -> None:
    """Lay each term's part of the score on the characters where it stands."""
    starts, ends, rows, counts, values = found.starts, found.ends, counted.rows, counted.counts, counted.values
    for character in range(n):
        shares[character] = 0.0
    for term in range(n_found):
        place, start, end = counted.places[term], starts[term], ends[term]
        part = np.float64(weights[rows[place]]) * (values[place] / counts[place] / (end - start))
        for character in range(start, end):
            shares[character] += part


@compiled
def _find_spans(n: int, limits: Limits, alnum: Array, ends: Array, spans: Spans) -> int:
    """Join neighbouring words that spoke for the theme, and put the strong spans in order; how many there are."""
    n_spans = start = word = 0
    while start < n:
        end = ends[word]
        if _sum(start, end, spans.shares) > 0 and _sum(start, end, alnum) > 0:
            if n_spans == 0 or spans.ends[n_spans - 1] != start:
                spans.starts[n_spans] = start
                n_spans += 1
            spans.ends[n_spans - 1] = end
        start = end
        word += 1
    total = 0
    for span in range(n_spans):
        share = _sum(spans.starts[span], spans.ends[span], spans.shares)
        spans.units[span] = int(np.rint(share * limits.units))
        total += spans.units[span]
    n_strong = 0
    for span in range(n_spans):
        if spans.units[span] * limits.whole >= limits.least * total:
            _put_in_order(span, n_strong, spans)
            n_strong += 1
    return n_strong


@compiled
def _sum(start: int, end: int, numbers: Array) -> float:
    total = 0.0
    for place in range(start, end):
        total += numbers[place]
    return total


@compiled
def _put_in_order(span: int, n: int, spans: Spans) -> None:
    """Put a span behind those of n that are as strong; where many are strong, all are equal and none moves."""
    place = n
    while place > 0 and spans.units[spans.order[place - 1]] < spans.units[span]:
        spans.order[place] = spans.order[place - 1]
        place -= 1
    spans.order[place] = span


@compiled
def _note(place: int, column: int, span: int, text: Text, spans: Spans, evidence: Evidence) -> None:
    evidence.columns[place] = column
    evidence.starts[place], evidence.ends[place] = spans.starts[span], spans.ends[span]
    evidence.units[place] = spans.units[span]
    evidence.first_bytes[place], evidence.last_bytes[place] = text.at[spans.starts[span]], text.at[spans.ends[span]]
