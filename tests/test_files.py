import os
import stat

import pytest

from topics.errors import OutputError
from topics.files import check_page_path, refuse_input, whole_file, whole_folder, write_whole


def _tree(folder):
    """Each file below a folder with its text, each folder with None."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else None for path in folder.rglob("*")
    }


def _write_half(path, error):
    path.write_text("half")
    raise error


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    target = tmp_path / "new" / "labels.jsonl"
    with whole_file(target) as partial:
        partial.write_text("whole")
        assert not target.exists()
    assert _tree(tmp_path) == {"new": None, "new/labels.jsonl": "whole"}


def test_a_file_replaces_the_old_one_at_the_end(tmp_path):
    target = tmp_path / "labels.csv"
    target.write_text("old, and longer than the new one")
    with whole_file(target) as partial:
        partial.write_text("new")
        assert target.read_text() == "old, and longer than the new one"
    assert _tree(tmp_path) == {"labels.csv": "new"}


def test_a_file_has_the_permissions_of_any_new_file(tmp_path):
    before = os.umask(0o027)
    try:
        with whole_file(tmp_path / "labels.csv"):
            pass
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "labels.csv").stat().st_mode) == 0o640


def test_a_folder_takes_its_place_when_it_is_whole(tmp_path):
    target = tmp_path / "models" / "mine"
    with whole_folder(target) as partial:
        (partial / "manifest.json").write_text("{}")
        assert not target.exists()
    assert _tree(tmp_path) == {"models": None, "models/mine": None, "models/mine/manifest.json": "{}"}


def test_a_folder_replaces_only_files_of_the_same_name(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    (target / "topics.csv").write_text("old")
    (target / "notes.md").write_text("mine")
    with whole_folder(target) as partial:
        (partial / "topics.csv").write_text("new")
        assert (target / "topics.csv").read_text() == "old"
    assert _tree(tmp_path) == {"out": None, "out/topics.csv": "new", "out/notes.md": "mine"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OutputError])
def test_an_interrupted_file_leaves_what_was_there(tmp_path, error):
    (tmp_path / "labels.csv").write_text("old")
    for name in ("labels.csv", "new.csv"):
        with pytest.raises(error), whole_file(tmp_path / name) as partial:
            _write_half(partial, error)
    assert _tree(tmp_path) == {"labels.csv": "old"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OutputError])
def test_an_interrupted_folder_leaves_what_was_there(tmp_path, error):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "topics.csv").write_text("old")
    for name in ("out", "new"):
        with pytest.raises(error), whole_folder(tmp_path / name) as partial:
            _write_half(partial / "topics.csv", error)
    assert _tree(tmp_path) == {"out": None, "out/topics.csv": "old"}


@pytest.mark.parametrize(
    ("whole", "name", "problem"),
    [
        pytest.param(whole_file, "folder", "folder: is a folder; name a file", id="file over folder"),
        pytest.param(whole_folder, "file", "file: is a file; name a folder", id="folder over file"),
        pytest.param(whole_file, "file/x/labels.csv", "cannot be written", id="file below a file"),
        pytest.param(whole_folder, "file/x/out", "cannot be written", id="folder below a file"),
        pytest.param(whole_file, "长" * 200, "cannot be written", id="name too long"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path, whole, name, problem):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old")
    with pytest.raises(OutputError, match=problem) as caught, whole(tmp_path / name):
        pytest.fail("the block ran")
    assert str(caught.value).startswith(str(tmp_path))
    assert _tree(tmp_path) == {"folder": None, "file": "old"}


@pytest.mark.parametrize("whole", [whole_file, whole_folder])
def test_a_full_disk_is_explained_and_leaves_nothing(tmp_path, whole):
    problem = r"out: cannot be written \(No space left on device\)"
    with pytest.raises(OutputError, match=problem), whole(tmp_path / "out"):
        raise OSError(28, "No space left on device")
    assert _tree(tmp_path) == {}


def test_a_text_is_written_in_utf_8_with_its_line_ends_as_they_are(tmp_path):
    write_whole(tmp_path / "new" / "a.html", "甲\n\ud800\n")
    assert (tmp_path / "new" / "a.html").read_bytes() == "甲\n?\n".encode()


@pytest.mark.parametrize("name", ["a.html", "A.HTML"])
def test_a_page_may_be_written_where_none_stands(tmp_path, name):
    check_page_path(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "problem"), [("a.txt", "a page is written as .html"), ("html", "a page is"), ("f.html", "is a folder")]
)
def test_a_page_is_not_written_to_other_places(tmp_path, name, problem):
    (tmp_path / "f.html").mkdir()
    with pytest.raises(OutputError, match=problem):
        check_page_path(tmp_path / name)


def test_a_result_never_takes_the_place_of_an_input(tmp_path):
    given, link = tmp_path / "a.txt", tmp_path / "b.txt"
    refuse_input(given, [given])
    given.write_text("mine")
    link.symlink_to(given)
    refuse_input(tmp_path / "c.txt", [given])
    refuse_input(given, [tmp_path / "gone.txt"])
    with pytest.raises(OutputError, match="is the input; name another file"):
        refuse_input(link, [tmp_path / "gone.txt", given])
