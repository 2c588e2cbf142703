import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

from topics.errors import MissingExtraError
from topics.features import vectors
from topics.features.vectors import convert_word2vec, have_word_vectors, load_word_vectors

_DIM = 4


def _word2vec(entries: list[tuple[str, list[float]]]) -> bytes:
    body = b"".join(word.encode() + b" " + np.array(row, "<f4").tobytes() + b"\n" for word, row in entries)
    return f"{len(entries)} {_DIM}\n".encode() + body


_ENTRIES = [("渔船", [27, 0, 0, 0]), ("小麦", [0, 27, 0, 0]), ("高铁", [0, 0, 27, 0]), ("電影", [0, 0, 0, 27])]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of four vectors in the place of the package's, and an empty cache."""
    file = tmp_path / "words.vector"
    file.write_bytes(_word2vec(_ENTRIES))
    monkeypatch.setattr(vectors, "_source", lambda: file if file.exists() else None)
    monkeypatch.setattr(vectors, "_SHA256", hashlib.sha256(file.read_bytes()).hexdigest())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return file


def _cached(tmp_path: Path, name: str) -> Path:
    return next((tmp_path / "cache").rglob(name))


def test_vectors_are_centred_scaled_and_their_words_folded():
    words, matrix = convert_word2vec(_word2vec(_ENTRIES))
    assert words == ["渔船", "小麦", "高铁", "电影"]
    assert matrix.dtype == np.float16
    assert (matrix[0] - matrix[1]).tolist() == [1, -1, 0, 0]
    np.testing.assert_allclose(matrix[2:].mean(axis=0), 0, atol=1e-3)


def test_of_words_that_fold_to_the_same_the_first_is_kept():
    words, matrix = convert_word2vec(_word2vec([*_ENTRIES, ("电影", [9, 9, 9, 9]), ("", [1, 1, 1, 1])]))
    assert len(words) == len(matrix) == 4


@pytest.mark.usefixtures("source")
def test_the_second_call_reads_the_cache_alone(monkeypatch: pytest.MonkeyPatch):
    first = load_word_vectors()
    monkeypatch.setattr(vectors, "convert_word2vec", None)
    second = load_word_vectors()
    assert (second.rows, second.dim) == (first.rows, _DIM)
    assert isinstance(second.matrix, np.memmap)
    assert (second.matrix == first.matrix).all()


@pytest.mark.parametrize("name", ["vectors.npy", "words.txt", "digests.json"])
@pytest.mark.parametrize("damage", [b"", b"{}", None], ids=["empty", "other", "gone"])
@pytest.mark.usefixtures("source")
def test_a_damaged_cache_is_filled_again(tmp_path: Path, name: str, damage: bytes | None):
    expected = load_word_vectors().matrix.tolist()
    file = _cached(tmp_path, name)
    whole = file.read_bytes()
    file.unlink()
    if damage is not None:
        file.write_bytes(damage)
    assert load_word_vectors().matrix.tolist() == expected
    assert file.read_bytes() == whole


@pytest.mark.usefixtures("source")
def test_without_a_folder_to_write_to_the_vectors_stay_in_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "cache").write_text("a file")
    assert len(load_word_vectors().rows) == 4
    assert "not kept" in caplog.text


def test_other_vectors_are_refused(source: Path):
    source.write_bytes(_word2vec(_ENTRIES[:2]))
    with pytest.raises(MissingExtraError, match=r"synonyms==3\.10\.2"):
        load_word_vectors()


def test_a_missing_package_names_the_install(source: Path):
    source.unlink()
    assert not have_word_vectors()
    with pytest.raises(MissingExtraError, match=r"pip install --no-deps synonyms==3\.10\.2"):
        load_word_vectors()


def test_the_package_is_found_without_importing_it():
    if not have_word_vectors():
        pytest.skip("the package with the vectors is not installed")
    assert vectors.PACKAGE not in sys.modules
