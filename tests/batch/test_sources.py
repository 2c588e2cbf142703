import os
from pathlib import Path

import pytest

from topics.batch.sources import Inputs, find_inputs
from topics.errors import TableError, TopicsError


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = (
        "tables/b.csv",
        "tables/a.jsonl",
        "tables/2024/c.parquet",
        "tables/.hidden.csv",
        "tables/.git/d.csv",
        "tables/a.jsonl.quarantine.jsonl",
        "tables/old.csv.job/shard-000000.csv",
        "tables/notes.pdf.bak",
        "docs/page.txt",
        "docs/rows.csv",
        "[1].csv",
        "1.csv",
    )
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("text\n花\n", encoding="utf-8")
    Path("empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "tables"),
    [
        pytest.param(["1.csv", "tables/b.csv"], ["1.csv", "tables/b.csv"], id="named"),
        pytest.param(["tables/b.csv", "1.csv"], ["1.csv", "tables/b.csv"], id="sorted"),
        pytest.param(["tables"], ["tables/2024/c.parquet", "tables/a.jsonl", "tables/b.csv"], id="folder"),
        pytest.param(
            ["tables", "tables/b.csv"], ["tables/2024/c.parquet", "tables/a.jsonl", "tables/b.csv"], id="once"
        ),
        pytest.param(["tables/*.csv"], ["tables/b.csv"], id="star"),
        pytest.param(["tables/**/*"], ["tables/2024/c.parquet", "tables/a.jsonl", "tables/b.csv"], id="two-stars"),
        pytest.param(["tables/[ab].*"], ["tables/a.jsonl", "tables/b.csv"], id="set"),
        pytest.param(["[1].csv"], ["[1].csv"], id="a-name-that-looks-like-a-glob"),
    ],
)
def test_tables_are_found_once_and_sorted_by_path(paths, tables):
    assert [path.as_posix() for path in find_inputs(map(Path, paths)).tables] == tables


def test_a_folder_with_documents_is_read_for_them():
    assert find_inputs([Path("docs")]) == Inputs((), (Path("docs"),), passed_over=1)
    assert find_inputs([Path("empty"), Path("gone.txt")]) == Inputs((), (Path("empty"), Path("gone.txt")))
    assert find_inputs([Path("docs/*.txt")]) == Inputs((), (Path("docs/page.txt"),))


def test_tables_and_documents_are_jobs_of_their_own():
    with pytest.raises(TopicsError, match=r"1\.csv: is a table, docs is not; label them in jobs of their own"):
        find_inputs([Path("docs"), Path("1.csv")])


def test_a_glob_that_finds_nothing_is_said():
    with pytest.raises(TableError, match=r"no/\*\.csv: no table or document has such a name"):
        find_inputs([Path("no/*.csv")])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read all folders")
def test_a_closed_folder_is_not_an_empty_one():
    Path("tables/2024").chmod(0)
    try:
        with pytest.raises(TableError, match="2024: cannot be read"):
            find_inputs([Path("tables")])
    finally:
        Path("tables/2024").chmod(0o755)
