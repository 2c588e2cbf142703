from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents import limits
from topics.documents.limits import check_text, read_bytes
from topics.errors import ReadingError
from topics.types import Document


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Limits that a test reaches at once."""
    monkeypatch.setattr(limits, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 100)
    monkeypatch.setattr(limits, "MAX_LINES", 5)
    monkeypatch.setattr(limits, "MAX_LINE_CHARACTERS", 40)


def _document(text):
    return Document("报纸.txt", Path("news/报纸.txt"), text, "utf-8")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("\n".join(["警" * 30] * 4), "holds more than 100 characters; split it", id="characters"),
        pytest.param("警\r\n\r\n" + "警" * 41, "line 3 has more than 40 characters; break it up", id="line"),
        pytest.param("\r".join("一二三四五六"), "holds more than 5 lines of text; split it", id="lines"),
    ],
)
def test_what_passes_a_limit_is_named_in_one_line(text, problem):
    with pytest.raises(ReadingError) as caught:
        check_text(_document(text))
    assert str(caught.value) == f"news/报纸.txt: {problem}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("\n" * 100, id="empty lines"),
        pytest.param(" \t\n　\n" * 10 + "一\n" * 5, id="blank lines between lines of text"),
        pytest.param("警" * 40 + "\n" + "民" * 40, id="lines as long as allowed"),
    ],
)
def test_what_keeps_the_limits_comes_back(text):
    document = _document(text)
    assert check_text(document) is document


def test_the_lines_around_the_main_text_of_a_page_do_not_count():
    lines = "\n".join("一二三四五六七")
    document = Document("报纸.html", Path("报纸.html"), lines, "utf-8", furniture=frozenset({1, 7}))
    assert check_text(document) is document


@given(st.lists(st.text("警 \u3000", max_size=3), max_size=10), st.sampled_from(["\n", "\r", "\r\n"]))
def test_only_lines_with_text_count(lines, line_end):
    n_lines = sum(bool(line.strip()) for line in lines)
    try:
        check_text(_document(line_end.join(lines)))
    except ReadingError:
        assert n_lines > 5
    else:
        assert n_lines <= 5


def test_a_large_file_is_not_loaded(tmp_path):
    path = tmp_path / "全文.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room on the disk
    with pytest.raises(ReadingError, match=r"全文\.txt: larger than 1 MB; split it$"):
        read_bytes(path)
