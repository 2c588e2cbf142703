import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.formats.columns import Piece, reading_order

_SIZE = 10.0


def _lines(left, top, texts, leading=16.0):
    """Pieces below each other, each as wide as its characters."""
    return [
        Piece(text, left, left + _SIZE * len(text), top - leading * row, top - leading * row + _SIZE)
        for row, text in enumerate(texts)
    ]


def _column(mark, n_rows=6, width=14):
    return [f"{mark}{row}".ljust(width, "字") for row in range(n_rows)]


_LEFT, _RIGHT, _THIRD = _column("左"), _column("右"), _column("末")
_TITLE = ["通栏标题横跨两栏的一行大字从左边一直写到右边"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        pytest.param([], [], id="empty page"),
        pytest.param(_lines(0, 700, _LEFT)[::-1], _LEFT, id="one column, printed backwards"),
        pytest.param(_lines(0, 700, _LEFT) + _lines(160, 700, _RIGHT), _LEFT + _RIGHT, id="two columns"),
        pytest.param(_lines(160, 700, _RIGHT) + _lines(0, 692, _LEFT), _LEFT + _RIGHT, id="two columns, shifted rows"),
        pytest.param(
            _lines(0, 700, _LEFT) + _lines(320, 700, _THIRD) + _lines(160, 700, _RIGHT),
            _LEFT + _RIGHT + _THIRD,
            id="three columns",
        ),
        pytest.param(
            _lines(0, 700, _LEFT) + _lines(160, 700, _RIGHT) + _lines(20, 740, _TITLE),
            _TITLE + _LEFT + _RIGHT,
            id="title above",
        ),
        pytest.param(
            _lines(0, 700, _LEFT)
            + _lines(160, 700, _RIGHT)
            + _lines(20, 560, _TITLE)
            + _lines(0, 520, _THIRD)
            + _lines(160, 520, _LEFT),
            _LEFT + _RIGHT + _TITLE + _THIRD + _LEFT,
            id="title between two articles",
        ),
        pytest.param(
            _lines(0, 700, _LEFT[:3]) + _lines(160, 700, _RIGHT), _LEFT[:3] + _RIGHT, id="columns of unequal height"
        ),
        pytest.param(
            _lines(0, 700, [*_LEFT, "末行。"]) + _lines(160, 700, _RIGHT),
            [*_LEFT, "末行。", *_RIGHT],
            id="short last line",
        ),
        pytest.param(
            _lines(0, 700, ["甲乡", "乙乡", "丙乡"]) + _lines(120, 700, ["12件", "7件", "30件"]),
            ["甲乡 12件", "乙乡 7件", "丙乡 30件"],
            id="table",
        ),
        pytest.param(
            _lines(0, 700, ["一", "二", "三"]) + _lines(60, 700, _LEFT[:3]),
            [f"{number} {text}" for number, text in zip("一二三", _LEFT, strict=False)],
            id="numbers beside text",
        ),
    ],
)
def test_reading_order(pieces, expected):
    assert reading_order(pieces) == expected


_coordinates = st.floats(-1e4, 1e4)
_pieces = st.builds(
    lambda text, left, bottom, width, height: Piece(text, left, left + width, bottom, bottom + height),
    st.text("甲乙丙丁", min_size=1, max_size=4),
    _coordinates,
    _coordinates,
    st.floats(0, 900),
    st.floats(0, 90),
)


@given(st.lists(_pieces, max_size=40))
def test_nothing_is_lost_or_read_twice(pieces):
    assert sorted("".join(reading_order(pieces)).replace(" ", "")) == sorted("".join(piece.text for piece in pieces))


@given(st.lists(_pieces, max_size=20, unique_by=lambda piece: (piece.bottom + piece.top, piece.left)), st.randoms())
def test_the_order_of_printing_does_not_matter(pieces, random):
    shuffled = random.sample(pieces, len(pieces))
    assert reading_order(shuffled) == reading_order(pieces)


def test_a_page_of_scattered_pieces_takes_linear_time():
    pieces = [Piece("字", x * 7 % 600, x * 7 % 600 + 5, x * 11 % 5000, x * 11 % 5000 + 5) for x in range(50_000)]
    assert sum(line.count("字") for line in reading_order(pieces)) == len(pieces)
