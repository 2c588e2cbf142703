"""Static word vectors: read once from the package `synonyms`, kept in the user's cache.

The package (MIT) carries 125,796 vectors of 100 numbers, learned by word2vec from Chinese
Wikipedia. It is found, not imported: importing it would load a second jieba and 200 MB.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.errors import MissingExtraError, OutputError
from topics.files import user_cache, whole_folder

PACKAGE = "synonyms"
_INSTALL = "discovery needs word vectors; install them, 70 MB and no torch: pip install --no-deps synonyms==3.10.2"
_SHA256 = "b5eaa5e6e807ddfc4f63df5ddec5653e36da582ad13e254218524404e6e1ee31"
_SCALE = 27.0
"""About the length of a vector in the file: divided by it, the numbers suit half precision."""

_MARKUP = 1000
"""The first words are tags of the encyclopaedia and the like, no part of the average vector."""

_VECTORS, _WORDS, _DIGESTS = "vectors.npy", "words.txt", "digests.json"


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Vectors of words, centred: row `rows[word]` of `matrix` (n_words, dim) float16."""

    rows: Mapping[str, int]
    matrix: npt.NDArray[np.float16]

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        return int(self.matrix.shape[1])


def have_word_vectors() -> bool:
    """Tell whether the package that carries the vectors is installed."""
    return _source() is not None


def load_word_vectors() -> WordVectors:
    """Return the vectors, mapped from the cache; the first call on a machine fills it.

    Raises MissingExtraError where the package is not installed or holds other vectors. A
    damaged cache is filled again; without a folder to write to the vectors stay in memory.
    """
    source = _source()
    if source is None:
        raise MissingExtraError(f"the package {PACKAGE} is not installed; {_INSTALL}")
    cache = user_cache() / "vectors" / _SHA256[:16]
    if not _is_whole(cache):
        data = source.read_bytes()
        if hashlib.sha256(data).hexdigest() != _SHA256:
            raise MissingExtraError(f"{source}: does not hold the vectors of version 3.10.2; {_INSTALL}")
        words, matrix = convert_word2vec(data)
        try:
            _fill(cache, words, matrix)
        except OutputError as error:
            logging.getLogger(__name__).warning("word vectors are not kept for the next time: %s", error)
            return WordVectors(_numbered(words), matrix)
    words = (cache / _WORDS).read_text(encoding="utf-8").splitlines()
    return WordVectors(_numbered(words), np.load(cache / _VECTORS, mmap_mode="r"))


def convert_word2vec(data: bytes) -> tuple[list[str], npt.NDArray[np.float16]]:
    """Return the words, folded, and the centred vectors of a file in word2vec's binary form.

    Of words that fold to the same the first, the most frequent, is kept.
    """
    header, _, body = data.partition(b"\n")
    _, dim = map(int, header.split())
    found: dict[str, int] = {}
    starts: list[int] = []
    for word, start in _entries(body, dim):
        if word and word.isprintable() and found.setdefault(word, len(starts)) == len(starts):
            starts.append(start)
    vectors = np.stack([np.frombuffer(body, "<f4", dim, start) for start in starts])
    centre = vectors[min(_MARKUP, len(vectors) // 2) :].mean(axis=0, dtype=np.float64)
    return list(found), ((vectors - centre) / _SCALE).astype(np.float16)


def _entries(body: bytes, dim: int) -> Iterator[tuple[str, int]]:
    """(word, where its numbers start) of each entry: a word, a space, the numbers, perhaps a line end."""
    position = 0
    while (space := body.find(b" ", position)) >= 0:
        yield fold(body[position:space].decode("utf-8", "replace").strip()), space + 1
        position = space + 1 + 4 * dim


def _source() -> Path | None:
    spec = find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = [Path(folder) / "data" / "words.vector" for folder in folders]
    return next((file for file in files if file.is_file()), None)


def _numbered(words: list[str]) -> dict[str, int]:
    return {word: row for row, word in enumerate(words)}


def _fill(cache: Path, words: list[str], matrix: npt.NDArray[np.float16]) -> None:
    with whole_folder(cache) as partial:
        np.save(partial / _VECTORS, matrix)
        (partial / _WORDS).write_text("\n".join(words), encoding="utf-8")
        digests = {name: _digest(partial / name) for name in (_VECTORS, _WORDS)}
        (partial / _DIGESTS).write_text(json.dumps(digests), encoding="utf-8")


def _is_whole(cache: Path) -> bool:
    """Tell whether every file of the cache is as it was written."""
    try:
        digests = json.loads((cache / _DIGESTS).read_text(encoding="utf-8"))
        return all(digests[name] == _digest(cache / name) for name in (_VECTORS, _WORDS))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
