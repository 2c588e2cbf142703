import pytest

from topics.documents.seams import is_open, starts_anew


@pytest.mark.parametrize(
    "text", ["一是排查。", "（二）整治。", "第三条 本法", "——坚持", "1. 登记", "问：为何", "首先，", "■ 数"]
)
def test_list_items_start_anew(text):
    assert starts_anew(text)


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("排查隐患", True),
        ("排查隐患，", True),
        ("排查隐患。", False),
        ("“排查隐患。”", False),
        ("三道防线：", False),
        ("下降1.", True),
    ],
)
def test_an_end_without_closing_punctuation_is_open(text, goes_on):
    assert is_open(text) is goes_on
