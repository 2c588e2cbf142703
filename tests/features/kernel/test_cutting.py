from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.characters import fold
from topics.documents.encoding import decode as read_bytes
from topics.features.buffers import encode_texts
from topics.features.kernel.room import make_room
from topics.features.kernel.tables import build_tables, sizes_of
from topics.features.vectorizer import TextVectorizer
from topics.shipped import SAMPLE_DOCUMENTS
from topics.words.dictionary import load_dictionary
from topics.words.lexicon import LexiconWord
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

pytest.importorskip("numba")

from topics.features.kernel.cutting import cut, decode

_ODD = Tokenizer(
    [
        *(LexiconWord("警务ai平台", 1000), LexiconWord("c++", 50), LexiconWord("a.b-c", 1000), LexiconWord("5g", 3)),
        *(LexiconWord("云上枫桥站", 0), LexiconWord("云上枫", 1), LexiconWord("枫桥站", 10**9)),
    ]
)
_HAN = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=4)
_LATIN = st.text("abcxyzAI0159+#&._%-Ａ９", max_size=6)
_SIGNS = st.text("，。：！？“”（） \t\r\n\u2028\u3000％…\0\u0301\U0001f600\U00020000", max_size=3)
_WORDS = [
    "反诈中心",
    "派出所",
    "一体化",
    "警务AI平台",
    "c++",
    "云上枫桥站",
    "綜治中心",
    "中华人民共和国",
    "3D打印",
    "T恤",
]
_TEXTS = st.lists(st.one_of(st.sampled_from(_WORDS), _HAN, _LATIN, _SIGNS, st.text()), max_size=12).map("".join)


@pytest.fixture(scope="module", params=["shipped", "odd"])
def cutter(request):
    """A tokenizer, and its words by compiled code."""
    tokenizer = {"shipped": shipped_tokenizer(), "odd": _ODD}[request.param]
    vectorizer = TextVectorizer(tokenizer, min_df=1).fit(["反诈"])
    coef = np.zeros((1, vectorizer.n_features_), dtype=np.float32)
    tables = build_tables(vectorizer, coef, load_dictionary(tokenizer))
    sizes = sizes_of(vectorizer, coef)

    def words(text):
        data = encode_texts([text]).data
        room = make_room(len(data), tables, sizes)
        n, n_alnum = decode(data, 0, len(data), tables.points, room.text)
        assert n_alnum == sum(map(str.isalnum, text))
        assert "".join(map(chr, room.text.folded[:n])) == fold(text)
        cut(n, tables.points.kinds, tables.words, False, room.text.folded, room.cut, room.words)
        ends = room.cut.ends.tolist()
        bounds = [0, *ends[: ends.index(n) + 1]] if n else [0]
        return [fold(text)[start:end] for start, end in pairwise(bounds)]

    return tokenizer, words


@given(text=_TEXTS)
def test_words_are_those_of_the_tokenizer(cutter, text):
    tokenizer, words = cutter
    assert words(text) == tokenizer.cut(text)


def _assert_equal_on_lines(cutter, folder):
    tokenizer, words = cutter
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".md"}]
    lines = [line for path in paths for line in read_bytes(path.read_bytes(), path.name)[0].splitlines()]
    assert len(lines) > len(paths) > 0
    for line in lines:
        assert words(line) == tokenizer.cut(line)


def test_sample_documents_are_cut_equally(cutter):
    _assert_equal_on_lines(cutter, SAMPLE_DOCUMENTS)


def test_real_documents_are_cut_equally(cutter, real_documents):
    _assert_equal_on_lines(cutter, real_documents)
