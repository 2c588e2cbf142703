from pathlib import Path

import pytest

from topics.characters import normalise
from topics.documents.reader import find_documents, is_document, read_document, read_documents
from topics.errors import ReadingError
from topics.shipped import SAMPLE_DOCUMENTS

_TEXT = "民警上门劝阻，老人的积蓄保住了。\n"


@pytest.fixture
def write(tmp_path):
    def write_file(name, content=_TEXT):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def _names(paths):
    return [name for _, name in find_documents(paths)]


def test_reading_is_the_paragraphs_of_all_documents(tmp_path, write):
    write("b.txt", "■\n甲乡排查隐患。\n乙乡走访农户。")
    write("a.MD", "# 反诈在行动\n")
    write("c/empty.txt", "")
    reading = read_documents(tmp_path)
    assert [(document.name, document.text) for document in reading.documents] == [
        ("a.MD", "# 反诈在行动\n"),
        ("b.txt", "■\n甲乡排查隐患。\n乙乡走访农户。"),
        ("c/empty.txt", ""),
    ]
    assert [paragraph.id for paragraph in reading] == ["a.MD#0", "b.txt#0", "b.txt#1"]
    assert reading.texts == ["反诈在行动", "甲乡排查隐患。", "乙乡走访农户。"]
    assert [(entry.document, entry.lines) for entry in reading.dropped] == [("b.txt", (1, 1))]


def test_one_path_or_several_in_the_order_given(tmp_path, write):
    first, second = write("b.txt"), write("a.txt")
    assert read_documents(str(first)) == read_documents(first) == read_documents([first])
    in_order = read_documents(path for path in (first, second))
    assert [document.name for document in in_order.documents] == ["b.txt", "a.txt"]
    assert [document.name for document in read_documents(tmp_path).documents] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("name", "content", "asked", "problem"),
    [
        pytest.param("a.txt", _TEXT, "missing.txt", "no such file or folder", id="missing path"),
        pytest.param("news/a.csv", _TEXT, "news", "no documents in this folder", id="folder of other files"),
        pytest.param("news/.git/a.txt", _TEXT, "news", "no documents in this folder", id="folder of hidden files"),
        pytest.param("scan.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "scan.txt", "not a text file", id="binary"),
        pytest.param("a.csv", _TEXT, "a.csv", r"\.csv is not read", id="other kind"),
        pytest.param("notes", _TEXT, "notes", "no suffix is not read", id="no suffix"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, write, name, content, asked, problem):
    write(name, content)
    with pytest.raises(ReadingError, match=problem) as caught:
        read_documents(tmp_path / asked)
    assert str(caught.value).startswith(f"{tmp_path / asked}: ")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ReadingError, match="no documents in this folder"):
        read_documents(tmp_path)


def test_a_file_that_the_system_withholds_is_named(write, monkeypatch):
    path = write("locked.txt")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadingError, match=r"locked\.txt: cannot be read \(Permission denied\)"):
        read_documents(path)


def test_a_file_is_read_once_however_it_is_given(tmp_path, write):
    path = write("news/a.txt")
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    given = [path, str(path), path.parent, tmp_path / "news" / ".." / "news" / "a.txt", link]
    assert len(read_documents(given)) == 1


def test_hidden_files_are_passed_over_below_a_folder(tmp_path, write):
    write(".checkpoints/a.txt")
    write(".b.txt")
    write("c.txt")
    assert _names(tmp_path) == ["c.txt"]
    assert _names(tmp_path / ".checkpoints") == ["a.txt"]


def test_names_start_below_the_folder_given(tmp_path, write):
    write("2024/5/a.txt")
    assert _names(tmp_path) == ["2024/5/a.txt"]
    assert _names(tmp_path / "2024") == ["5/a.txt"]
    assert _names(tmp_path / "2024/5/a.txt") == ["a.txt"]


def test_folders_with_the_same_file_names_give_their_own(tmp_path, write):
    for name in ("east/a.txt", "east/b.txt", "west/a.txt"):
        write(name)
    assert _names([tmp_path / "east", tmp_path / "west"]) == ["east/a.txt", "b.txt", "west/a.txt"]


@pytest.mark.parametrize(
    ("files", "given"),
    [
        pytest.param(["east/a.txt", "west/a.txt"], ["east", "west"], id="same file names"),
        pytest.param(["2023/news/a.txt", "2024/news/a.txt"], ["2023/news", "2024/news"], id="same folder names"),
        pytest.param(["x/news/a.txt", "news/a.txt", "y/a.txt"], ["x", "news", "y"], id="a folder like a subfolder"),
    ],
)
def test_no_two_documents_share_a_name(tmp_path, write, files, given):
    for file in files:
        write(file)
    reading = read_documents(tmp_path / folder for folder in given)
    names = {document.name for document in reading.documents}
    assert len(names) == len({paragraph.id for paragraph in reading}) == len(files)


def test_a_link_in_a_folder_keeps_its_own_name(tmp_path, write):
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "report.txt").symlink_to(write("store/0a1b2c.txt"))
    assert _names(tmp_path / "2024") == ["report.txt"]


def test_a_document_knows_where_it_came_from(write):
    path = write("a.txt", _TEXT.encode("gb18030"))
    document = read_document(path)
    assert (document.name, document.path, document.text, document.encoding) == ("a.txt", path, _TEXT, "gb18030")
    assert read_document(path, "east/a.txt").name == "east/a.txt"


@pytest.mark.parametrize(
    ("name", "answer"), [("a.txt", True), ("a.MD", True), ("a.csv", False), ("txt", False), ("a.txt.bak", False)]
)
def test_is_document(name, answer):
    assert is_document(Path(name)) is answer


def _assert_every_line_is_accounted_for(folder):
    reading = read_documents(folder)
    assert len({paragraph.id for paragraph in reading}) == len(reading) > 0
    for path, name in find_documents(folder):
        text = read_document(path, name).text
        entries = [entry for entry in (*reading, *reading.dropped) if entry.document == name]
        there = {place for entry in entries for start, end in entry.spans for place in range(start, end)}
        lost = [place for place, character in enumerate(text) if place not in there and normalise(character)]
        assert not lost


def test_every_line_of_the_sample_documents_is_accounted_for():
    _assert_every_line_is_accounted_for(SAMPLE_DOCUMENTS)


def test_every_line_of_the_real_documents_is_accounted_for(real_documents):
    _assert_every_line_is_accounted_for(real_documents)
