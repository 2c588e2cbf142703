import io
import struct
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.formats import bundle
from topics.documents.formats.bundle import read_bundle, unpack
from topics.errors import ReadingError
from topics.types import Document

_TEXT = "民警上门劝阻，老人的积蓄保住了。"


def _is_document(path):
    return path.suffix.lower() in {".txt", ".pdf"}


def _archive(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def _without_flag(name, encoding):
    """An archive of one member whose name is in an encoding that nothing declares."""
    raw = name.encode(encoding)
    stand_in = "x" * len(raw)
    return _archive([(stand_in, _TEXT)]).replace(stand_in.encode(), raw)


@pytest.fixture
def read(tmp_path):
    """What stands in the documents of an archive, by their names."""

    def read_bytes(data):
        path = tmp_path / "a.zip"
        path.write_bytes(data)
        return {name: file.read_text(encoding="utf-8") for name, file in unpack(path, _is_document)}

    return read_bytes


def test_documents_in_the_order_of_names(read):
    members = [
        ("乙/b.txt", "二"),
        ("a.TXT", "一"),
        ("图.png", "x"),
        ("乙/", ""),
        ("__MACOSX/a.txt", "x"),
        (".b.txt", "x"),
    ]
    assert list(read(_archive(members)).items()) == [("a.TXT", "一"), ("乙/b.txt", "二")]


def test_files_have_the_suffix_of_their_name_and_do_not_stay(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(_archive([("a.txt", "一"), ("b.pdf", "二")]))
    seen = []
    for name, file in unpack(path, _is_document):
        assert file.suffix == PurePosixPath(name).suffix
        assert not any(earlier.exists() for earlier in seen)
        seen.append(file)
    assert len(seen) == 2
    assert not any(file.exists() or file.parent.exists() for file in seen)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        pytest.param("反诈/通报.txt", "utf-8", id="UTF-8"),
        pytest.param("反诈/通报.txt", "gbk", id="GBK"),
        pytest.param("誠信/俓瀄.txt", "gbk", id="GBK with a backslash inside a character"),
    ],
)
def test_names_without_a_flag(read, name, encoding):
    assert read(_without_flag(name, encoding)) == {name: _TEXT}


@pytest.mark.parametrize(
    ("names", "safe"),
    [
        pytest.param(["../../etc/a.txt"], ["etc/a.txt"], id="steps upwards"),
        pytest.param(["/etc/a.txt"], ["etc/a.txt"], id="absolute"),
        pytest.param(["C:\\案件\\a.txt"], ["C_/案件/a.txt"], id="Windows"),
        pytest.param(["甲\n乙.txt"], ["甲_乙.txt"], id="line break"),
        pytest.param(["./甲/./a.txt"], ["甲/a.txt"], id="steps in place"),
        pytest.param(["a.txt", "../a.txt", "a (2).txt"], ["a (2).txt", "a.txt", "a (3).txt"], id="same name"),
    ],
)
def test_names_are_made_harmless(read, names, safe):
    assert list(read(_archive([(name, _TEXT) for name in names]))) == safe


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), unique=True, max_size=6))
def test_names_are_distinct_relative_and_one_line(tmp_path_factory, stems):
    folder = tmp_path_factory.mktemp("law")
    members = {zipfile.ZipInfo(f"{stem}.txt").filename: _TEXT for stem in [*stems, "甲"]}
    (folder / "a.zip").write_bytes(_archive(members.items()))
    names = [name for name, _ in unpack(folder / "a.zip", _is_document)]
    assert len(names) == len(set(names)) > 0
    for name in names:
        assert name.isprintable()
        assert not Path(name).is_absolute()
        assert (folder / name).resolve().is_relative_to(folder.resolve())


def _flagged(data):
    """Mark every member as encrypted."""
    data = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def _claiming(data, size):
    """Give the first member another unpacked size in the directory."""
    at = data.find(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


_ZEROS = bytes(2**20)
_GOOD = _archive([("a.txt", _TEXT * 99), ("b.txt", _TEXT)])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(_TEXT.encode(), "not a zip archive", id="text"),
        pytest.param(b"", "not a zip archive", id="empty"),
        pytest.param(_GOOD[:-30], "not a zip archive", id="truncated"),
        pytest.param(_GOOD[:60] + b"\0" * 20 + _GOOD[80:], "is broken", id="damaged"),
        pytest.param(_claiming(_GOOD, 10), "is broken", id="false size"),
        pytest.param(_archive([("图.png", "x")]), "no documents", id="no documents"),
        pytest.param(_archive([]), "no documents", id="no members"),
        pytest.param(_archive([("a.txt", _TEXT), ("内/b.ZIP", _GOOD)]), "another archive, 内/b.ZIP", id="nested"),
        pytest.param(_flagged(_GOOD), "is encrypted", id="encrypted"),
        pytest.param(_archive([("a.txt", _ZEROS)], zipfile.ZIP_BZIP2), "packed in a way", id="other method"),
        pytest.param(_archive([("a.txt", _ZEROS)]), "200 times its size", id="bomb"),
        pytest.param(_archive([(f"{n}.txt", "") for n in range(1001)]), "more than 1,000 files", id="many members"),
        pytest.param(
            _archive([(f"{'长' * 3000}{n}.txt", "") for n in range(600)]), "more than 1,000 files", id="huge directory"
        ),
        pytest.param(_claiming(_GOOD, 2**26 + 1), "a file of more than 64 MB", id="large member"),
    ],
)
def test_what_passes_a_limit_is_named_in_one_line(tmp_path, read, data, problem):
    with pytest.raises(ReadingError, match=problem) as caught:
        read(data)
    assert str(caught.value).startswith(f"{tmp_path / 'a.zip'}: ")
    assert "\n" not in str(caught.value)


def test_the_size_in_total_is_limited(read, monkeypatch):
    monkeypatch.setattr(bundle, "MAX_TOTAL_BYTES", 2**20)
    halves = [("a.txt", "甲" * 2**18), ("b.txt", "乙" * 2**18)]
    with pytest.raises(ReadingError, match="unpacks to more than 1 MB"):
        read(_archive(halves, zipfile.ZIP_STORED))
    assert len(read(_archive(halves[:1], zipfile.ZIP_STORED))) == 1


def test_what_is_passed_over_counts_for_no_size(read):
    assert list(read(_archive([("图.png", _ZEROS), ("a.txt", _TEXT)]))) == ["a.txt"]


def test_a_large_member_without_packing_is_read(read):
    text = "甲" * 2**21
    assert read(_archive([("a.txt", text)], zipfile.ZIP_STORED)) == {"a.txt": text}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReadingError, match="cannot be read"):
        next(unpack(tmp_path / "a.zip", _is_document))


def test_documents_and_errors_speak_of_the_archive(tmp_path):
    def read_text(path, name):
        text = path.read_text(encoding="utf-8")
        if not text:
            raise ReadingError(f"{path}: is empty")
        return Document(name, path, text, "utf-8")

    path = tmp_path / "a.zip"
    path.write_bytes(_archive([("甲/a.txt", _TEXT), ("甲/b.txt", "")]))
    documents = read_bundle(path, "报/a.zip", _is_document, read_text)
    assert next(documents) == Document("报/a.zip/甲/a.txt", path, _TEXT, "utf-8")
    with pytest.raises(ReadingError) as caught:
        next(documents)
    assert str(caught.value) == f"{path}/甲/b.txt: is empty"
