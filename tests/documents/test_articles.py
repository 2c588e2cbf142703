from pathlib import Path

import pytest

from topics.documents.articles import article_numbers
from topics.documents.lines import read_lines
from topics.types import Document

_TEXT = "民警上门劝阻，老人的积蓄保住了。"


def _articles(*lines):
    return article_numbers(list(read_lines(Document("a", Path("a.txt"), "\n".join(lines), "utf-8"))))


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        pytest.param(["# 平安夜归路", _TEXT, "# 夜市有了调解员", _TEXT], [1, 1, 2, 2], id="titles"),
        pytest.param(["# 平安夜归路", _TEXT, "## 路灯亮了", _TEXT], [1, 1, 1, 1], id="section"),
        pytest.param(
            ["平安夜归路", _TEXT, "夜市有了调解员", "□ 本报记者 林小禾", _TEXT], [1, 1, 2, 2, 2], id="byline below"
        ),
        pytest.param(
            ["平安夜归路", _TEXT, "（作者单位：县司法局）", "夜市有了调解员", "——来自青川的报道", _TEXT],
            [1, 1, 1, 2, 2, 2],
            id="subtitle, after the byline of the one before",
        ),
        pytest.param([_TEXT, "平安夜归路", _TEXT], [0, 1, 1], id="text before the first heading"),
        pytest.param(["平安夜归路", _TEXT, "# 一、路灯", "## 亮了", _TEXT], [1, 1, 1, 1, 1], id="numbered section"),
        pytest.param([_TEXT, _TEXT], [0, 0], id="no heading"),
    ],
)
def test_article_numbers(lines, numbers):
    assert _articles(*lines) == numbers
