"""Terms -> their weights in a text -> the margins of all themes."""

import math

import numpy as np

from topics.features.kernel.compiled import compiled
from topics.features.kernel.cutting import cut, decode
from topics.features.kernel.nodes import mixed
from topics.features.kernel.prefetch import prefetch
from topics.features.kernel.room import Counted, Room
from topics.features.kernel.sets import emptied
from topics.features.kernel.tables import Array, Sizes, Tables
from topics.features.kernel.terms import compact, frame, read_grams, read_seeds, read_words, zero_digits


@compiled
def score_texts(
    offsets: Array, data: Array, tables: Tables, sizes: Sizes, room: Room, margins: Array, n_alnum: Array
) -> None:
    """Fill `margins` (n_texts, n_themes), without intercepts, and (n_texts,) how many letters and digits there are."""
    for text in range(len(offsets) - 1):
        n, n_alnum[text] = decode(data, offsets[text], offsets[text + 1], tables.points, room.text)
        _, _, _, n_distinct = read_text(n, text + 1, tables, sizes, room)
        _add_up(n_distinct, room.counted.rows, room.counted.values, tables.weights, margins[text])


@compiled
def read_text(n: int, stamp: int, tables: Tables, sizes: Sizes, room: Room) -> tuple[int, int, int, int]:
    """Find and weigh the terms of n folded characters.

    How long the stream is; how many words count, how many terms were found, how many different ones.
    """
    kinds, folded = tables.points.kinds, room.text.folded
    length = compact(n, kinds, folded, room.stream)
    n_seeds = read_seeds(0, length, stamp, sizes.first_seed_row, tables.seeds, room.stream, room.seeds, room.found)
    if sizes.takes_all:
        length = frame(n, kinds, folded, room.stream)
    zero_digits(length, room.stream.points)
    inset = 1 if sizes.takes_all else 0
    n_grams = read_grams(n_seeds, length, inset, sizes.longest_gram, tables.grams, room.stream, room.found)
    rows, weights, counted = room.found.rows, tables.weights, room.counted
    _send_for(0, n_grams, rows, weights)
    n_words = cut(n, kinds, tables.words, sizes.takes_all, folded, room.cut, room.words) if sizes.cuts else 0
    first, longest = sizes.n_gram_rows + 1, sizes.longest_phrase
    n_found = read_words(n_grams, n_words, longest, first, tables.phrases, room.words, room.found)
    _send_for(n_grams, n_found, rows, weights)
    mask, idf = emptied(n_found, counted.table), weights[:, sizes.n_themes]
    seeds = _count(0, n_seeds, 0, rows, idf, mask, counted)
    grams = _count(n_seeds, n_grams, seeds, rows, idf, mask, counted)
    words = _count(n_grams, n_found, grams, rows, idf, mask, counted)
    _weigh_seeds(seeds, sizes.first_seed_row, sizes.seed_weight, room.seeds.hits, counted)
    _weigh(seeds, grams, 1.0, counted)
    _weigh(grams, words, sizes.words_length, counted)
    return length, n_words, n_found, words


@compiled
def _send_for(start: int, end: int, rows: Array, weights: Array) -> None:
    """Ask memory for the weights of the terms found from `start` to `end`: all at once, long before they are read."""
    for term in range(start, end):
        prefetch(weights, rows[term])


@compiled
def _count(start: int, end: int, n_distinct: int, found: Array, idf: Array, mask: int, counted: Counted) -> int:
    """Count the terms found from `start` to `end`; how many different ones there are with the n_distinct before.

    The value of each is its inverse document frequency for now.
    """
    rows, counts, places, table = counted.rows, counted.counts, counted.places, counted.table
    for term in range(start, end):
        row = found[term]
        home = mixed(row) & mask
        while table[home] != 0 and rows[table[home] - 1] != row:
            home = (home + 1) & mask
        if table[home] == 0:
            rows[n_distinct], counts[n_distinct], counted.values[n_distinct] = row, 0, idf[row]
            n_distinct += 1
            table[home] = n_distinct
        places[term] = table[home] - 1
        counts[places[term]] += 1
    return n_distinct


@compiled
def _weigh_seeds(end: int, first: int, seed_weight: float, hits: Array, counted: Counted) -> None:
    """Give the rows of seed words, the first different ones, their values: by how many words of each were found."""
    for place in range(end):
        row = counted.rows[place]
        counted.values[place] = np.float32(seed_weight * math.log1p(hits[row - first]))
        hits[row - first] = 0


@compiled
def _weigh(start: int, end: int, length: float, counted: Counted) -> None:
    """Give the different terms from `start` to `end` their values, as a vector of this length.

    What is lost when squares are added is added at the end (Neumaier 1974), as math.fsum loses nothing either.
    """
    counts, values = counted.counts, counted.values
    squares = lost = 0.0
    for place in range(start, end):
        if counts[place] > 1:
            values[place] *= 1.0 + math.log(counts[place])
        square = values[place] * values[place]
        total = squares + square
        lost += (squares - total) + square if squares >= square else (square - total) + squares
        squares = total
    norm = math.sqrt(squares + lost)
    for place in range(start, end):
        values[place] = np.float32(length * values[place] / norm)


@compiled
def _add_up(n_distinct: int, rows: Array, values: Array, weights: Array, sums: Array) -> None:
    """Add each term's value times its weights; in double precision, so that no order shows."""
    for place in range(n_distinct):
        row, value = rows[place], values[place]
        for theme in range(len(sums)):
            sums[theme] += value * weights[row, theme]
