"""Documents that nobody would write: each gives its text or one line that says what to do."""

import os
import re
import zipfile
from time import process_time

import numpy as np
import pytest
from typer.testing import CliRunner

from topics.characters import normalise
from topics.cli import app
from topics.documents import limits
from topics.documents.reader import read_documents
from topics.documents.roles import without_marks
from topics.errors import ReadingError

_SAID = "民警上门劝阻，老人的积蓄保住了。"
_PAGE = f"{_SAID}派出所组织社区网格员走访农户，排查矛盾纠纷和安全隐患。"


def _run(command, path, folder):
    """Run `topics read` or `topics label` on a path; also return what then stands in `folder`."""
    folder.mkdir()
    outputs = ["--out", str(folder / "o.jsonl"), *(["--dropped", str(folder / "d.jsonl")] if command == "read" else [])]
    result = CliRunner().invoke(app, [command, str(path), *outputs], catch_exceptions=False)
    return result, sorted(file.name for file in folder.iterdir())


def _assert_refused(path, folder, problem):
    """Command line and library say the same, in one line, and leave nothing behind."""
    with pytest.raises(ReadingError, match=problem) as caught:
        read_documents(path)
    assert str(caught.value).startswith(str(path))
    for command in ("read", "label"):
        result, left = _run(command, path, folder / command)
        assert (result.exit_code, result.stderr, left) == (1, f"topics: {caught.value}\n", [])


def _written(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param("警" * 200_001, "line 1 has more than 200,000 characters; break it up$", id="long line"),
        pytest.param("警\n" * 200_001, "more than 200,000 lines of text; split it$", id="many lines"),
        pytest.param(f"{'警' * 99}\n" * 100_001, "more than 10,000,000 characters; split it$", id="large"),
        pytest.param(
            (_PAGE * 3).encode() + (_PAGE * 3).encode("gbk"),
            f"starts as UTF-8 but byte {len((_PAGE * 3).encode())}, in line 1, is not",
            id="UTF-8, then GBK in the same line",
        ),
        pytest.param(
            f"{_PAGE}\n".encode() * 2 + f"{_PAGE}\n".encode("gbk") * 900,
            "byte [0-9]+, in line 3, is not",
            id="little UTF-8",
        ),
        pytest.param(
            f"{_PAGE}\n".encode("gbk") * 2000 + f"{_PAGE}\n".encode(),
            "line 2001 is UTF-8 but those before",
            id="little GBK",
        ),
        pytest.param(
            _PAGE.encode() + b"\xed\xa0\x80", "starts as UTF-8 but byte [0-9]+, in line 1", id="lone surrogate"
        ),
        pytest.param(
            b"\xff\xfe" + _PAGE.encode("utf-16-le") + b"\0\xd8" + _PAGE.encode("utf-16-le"),
            "starts as utf-16 but byte [0-9]+ is not",
            id="lone surrogate in UTF-16",
        ),
        pytest.param(_PAGE * 3000 + "\0" * 5000, "not a text file", id="NUL bytes behind a long text"),
        pytest.param(_PAGE * 3000 + "\x01\x02" * 5000, "not a text file", id="other bytes behind a long text"),
    ],
)
def test_a_text_file_that_is_refused(tmp_path, data, problem):
    _assert_refused(_written(tmp_path / "报纸.txt", data), tmp_path, problem)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_file_that_is_too_large_is_not_loaded(tmp_path, suffix):
    path = tmp_path / f"全文{suffix}"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room on the disk
    _assert_refused(path, tmp_path, "larger than 64 MB; split it$")


def test_the_limits_hold_for_every_format(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 30)
    _assert_refused(
        _written(tmp_path / "a.html", f"<p>{_PAGE}</p>"), tmp_path, r"a\.html: holds more than 30 characters"
    )
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2024/案件.txt", _PAGE)
    with pytest.raises(ReadingError, match=r"a\.zip/2024/案件\.txt: holds more than 30 characters; split it$"):
        read_documents(path)


@pytest.fixture
def special(tmp_path):
    """Paths that are no files, or lead nowhere."""
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "device.txt").symlink_to(os.devnull)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("folder.txt", "no documents in this folder; it should hold", id="folder named like a document"),
        pytest.param("pipe.txt", "is a pipe or a device; save what it gives in a file$", id="pipe"),
        pytest.param("device.txt", "is a pipe or a device; save what it gives in a file$", id="device"),
        pytest.param("self.txt", "cannot be read", id="link to itself"),
        pytest.param("gone.txt", "is a link to a file that is gone$", id="link to nothing"),
        pytest.param("folder.txt/../pipe.txt/a.txt", "no such file or folder$", id="file in what is no folder"),
    ],
)
def test_a_path_that_is_no_document_is_named(special, tmp_path_factory, name, problem):
    _assert_refused(special / name, tmp_path_factory.mktemp("out"), problem)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("a\0b.txt", "no such file or folder$", id="NUL"),
        pytest.param("\ud800.txt", "no such file or folder$", id="half a character"),
        pytest.param(f"{'长' * 99}.txt", "cannot be read", id="longer than any file's"),
    ],
)
def test_a_name_that_no_system_takes_is_refused(tmp_path, name, problem):
    with pytest.raises(ReadingError, match=problem):
        read_documents(tmp_path / name)


def test_a_folder_of_pipes_and_circles_gives_its_documents(special):
    (special / "案件 通报").mkdir()
    (special / "案件 通报" / "circle").symlink_to(special)
    _written(special / "案件 通报" / "一 号.txt", _SAID)
    reading = read_documents(special)
    assert ([document.name for document in reading.documents], reading.texts) == (["案件 通报/一 号.txt"], [_SAID])


def test_a_closed_folder_does_not_look_like_an_empty_one(special, monkeypatch):
    _written(special / "a.txt", _SAID)
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("folder.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ReadingError, match=r"folder\.txt: cannot be read \(Permission denied\)$"):
        read_documents(special)


def test_a_closed_hidden_folder_is_passed_over(tmp_path, monkeypatch):
    (tmp_path / ".closed").mkdir()
    _written(tmp_path / "a.txt", _SAID)
    scan = os.scandir

    def refuse(path):
        if str(path).endswith(".closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [document.name for document in read_documents(tmp_path).documents] == ["a.txt"]


@pytest.mark.parametrize(
    ("data", "texts", "n_dropped"),
    [
        pytest.param("", [], 0, id="empty"),
        pytest.param(" \t\u3000\n\n ", [], 0, id="blanks"),
        pytest.param("\n" * 1_000_000, [], 0, id="a million empty lines"),
        pytest.param("。，！？" * 50_000, [], 1, id="punctuation"),
        pytest.param("a" * 200_000, ["a" * 200_000], 0, id="one long word"),
        pytest.param("The police took 3 reports.", ["The police took 3 reports."], 0, id="Latin"),
        pytest.param(f"{_SAID[:7]}\0{_SAID[7:]}{_PAGE * 8}", [_SAID + _PAGE * 8], 0, id="a stray NUL"),
    ],
)
def test_a_text_file_that_is_read(tmp_path, data, texts, n_dropped):
    path = _written(tmp_path / "报纸.txt", data)
    reading = read_documents(path)
    assert (reading.texts, len(reading.dropped)) == (texts, n_dropped)
    result, left = _run("read", path, tmp_path / "out")
    assert (result.exit_code, left) == (0, ["d.jsonl", "o.jsonl"])


def test_half_a_character_in_a_table_is_a_bad_row(tmp_path):
    path = _written(tmp_path / "留言.jsonl", f'{{"text": "\\ud800"}}\n{{"text": "{_SAID}"}}\n')
    result, left = _run("read", path, tmp_path / "read")
    assert (result.exit_code, left) == (1, [])
    assert re.fullmatch(r"topics: .*留言\.jsonl: row 1: .*lone surrogate.*\n", result.stderr)
    result, left = _run("label", path, tmp_path / "label")
    assert (result.exit_code, left) == (3, ["o.jsonl", "o.jsonl.quarantine.jsonl"])


@pytest.mark.parametrize("clean", [normalise, without_marks], ids=["normalise", "without_marks"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * limits.MAX_LINE_CHARACTERS, id="brackets"),
        pytest.param("![" * (limits.MAX_LINE_CHARACTERS // 2), id="images without an end"),
        pytest.param("[图](" * (limits.MAX_LINE_CHARACTERS // 4), id="links without an end"),
        pytest.param("**警 " * (limits.MAX_LINE_CHARACTERS // 4), id="bold without an end"),
        pytest.param("“" * limits.MAX_LINE_CHARACTERS, id="quotation marks"),
        pytest.param("综治中心 " * (limits.MAX_LINE_CHARACTERS // 5) + "a", id="a title without an end"),
        pytest.param("警" + "?" * limits.MAX_LINE_CHARACTERS + " 民", id="question marks"),
        pytest.param("警(a" * (limits.MAX_LINE_CHARACTERS // 3), id="notes without an end"),
        pytest.param("a" + "\u0301\u0316" * (limits.MAX_LINE_CHARACTERS // 2), id="combining marks"),
    ],
)
def test_a_line_of_one_mark_takes_linear_time(clean, text):
    start = process_time()
    clean(text)
    assert process_time() - start < 2


def test_a_pile_of_marks_is_cut_to_what_scripts_use():
    assert normalise("a" + "\u0316" * 30) == "a" + "\u0316" * 30
    cut = normalise("a" + "\u0344" * 40 + "警" + "\u0316" * 90 + "—" * 40)
    assert (cut, normalise(cut)) == (cut, cut)
    assert cut.count("\u0316") == 30
    assert cut.endswith("—" * 40)


def _lines(n_lines, width):
    characters = np.random.default_rng(7).choice(list("警民街道反诈治理平安社区网格"), (n_lines, width))
    return "\n".join(map("".join, characters))


def test_a_paragraph_of_many_lines_takes_linear_time(tmp_path):
    text = _lines(20_000, 40)  # of one width, without any full stop: one paragraph
    start = process_time()
    reading = read_documents(_written(tmp_path / "wrapped.txt", text))
    assert process_time() - start < 10
    assert reading.texts == [text.replace("\n", "")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_lines(200_000, 1), id="200,000 lines of one character"),
        pytest.param(_lines(80_000, 40), id="80,000 wrapped lines"),
        pytest.param("\n".join(f"第{n}户农户，" for n in range(50_000)), id="50,000 open lines"),
    ],
)
def test_a_large_document_is_read_in_bounded_time(tmp_path, text):
    start = process_time()
    reading = read_documents(_written(tmp_path / "large.txt", text))
    assert process_time() - start < 600
    assert len(reading)
