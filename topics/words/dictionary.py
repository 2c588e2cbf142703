"""The dictionary that words are cut by, jieba's and a lexicon, as tables for compiled code.

jieba's file is read from the installed package, which need not be imported for it. rjieba carries
the same words with the same frequencies; tests hold both to it.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from topics.words.lexicon import LexiconWord
from topics.words.stored import Arrays, digest, stored_arrays
from topics.words.tokenizer import Tokenizer
from topics.words.trie import Trie, build_trie, runs_of_texts

_FORMAT = 1
"""Raised when the same dictionary would be stored in other tables than before."""

_TABLES = ("slots", "first", "weights", "kinds")

WORD, CONTENT = 1, 2
"""What a node of the trie is, if not a mere beginning: a word, or a word that can carry meaning."""


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """The words that text is cut into.

    Values of the trie number `weights`, float64: the logarithms of how frequent words are, first that
    of what is no word. `kinds` (n_slots,) uint8 tells for each node of the trie what it is.
    """

    trie: Trie
    weights: npt.NDArray[np.float64]
    kinds: npt.NDArray[np.uint8]


def load_dictionary(tokenizer: Tokenizer) -> Dictionary | None:
    """Return the dictionary of a tokenizer, mapped from the cache; None where jieba's file is not installed."""
    source = _source()
    if source is None:
        return None
    lexicon = "\n".join(f"{entry.word} {entry.frequency}" for entry in tokenizer.lexicon)
    order = hashlib.sha256(f"{digest(source)} {lexicon}".encode(errors="surrogatepass")).hexdigest()[:16]
    key = f"{_FORMAT}-{tokenizer.fingerprint}-{order}"
    arrays = stored_arrays("dictionary", key, _TABLES, lambda: _tables(source, tokenizer))
    return Dictionary(Trie(arrays["slots"], arrays["first"]), arrays["weights"], arrays["kinds"])


def read_frequencies(source: Path, lexicon: Sequence[LexiconWord]) -> tuple[dict[str, int], int]:
    """Return each word with its frequency, and the sum by which jieba divides them.

    Words that stand twice count twice in the sum; of a lexicon those count that are new.
    """
    pairs = [line.split(" ")[:2] for line in source.read_text(encoding="utf-8").split("\n") if line]
    frequencies = {word: int(frequency) for word, frequency in pairs}
    total = sum(int(frequency) for _, frequency in pairs)
    for entry in lexicon:
        if not frequencies.get(entry.word):
            frequencies[entry.word] = entry.frequency
            total += entry.frequency
    return frequencies, total


def _tables(source: Path, tokenizer: Tokenizer) -> Arrays:
    frequencies, total = read_frequencies(source, tokenizer.lexicon)
    words = [word for word, frequency in frequencies.items() if frequency]
    distinct, numbers = np.unique([frequencies[word] for word in words], return_inverse=True)
    logarithms = [math.log(frequency) - math.log(total) for frequency in distinct.tolist()]
    runs = runs_of_texts(words)
    trie = build_trie(runs, numbers + 1)
    kinds = np.zeros(len(trie.slots), dtype=np.uint8)
    kinds[trie.find(runs)] = [CONTENT if tokenizer.is_content(word) else WORD for word in words]
    weights = np.array([-math.log(total), *logarithms])
    return dict(zip(_TABLES, (trie.slots, trie.first, weights, kinds), strict=True))


def _source() -> Path | None:
    spec = find_spec("jieba")
    files = [Path(folder) / "dict.txt" for folder in (spec.submodule_search_locations if spec else None) or ()]
    return next((file for file in files if file.is_file()), None)
