import codecs
import gzip
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.encoding import decode
from topics.errors import ReadingError

_SIMPLIFIED = (
    *("县综治中心", "派出所民警", "社区网格员", "深入推进", "上门讲解反诈知识", "及时化解邻里纠纷", "立案侦查"),
    *("“一窗通办”", "《条例》施行", "受理户口业务3,200件", "2024年以来", "发案同比下降两成", "使用APP（客户端）"),
)
_TRADITIONAL = (
    *("縣綜治中心", "派出所民警", "社區網格員", "深入推進", "上門講解反詐知識", "及時化解鄰里糾紛", "立案偵查"),
    *("「一窗通辦」", "《條例》施行", "受理戶口業務3,200件", "2024年以來", "發案同比下降兩成", "使用APP（客戶端）"),
)


def _pages(phrases):
    clauses = st.lists(st.sampled_from(phrases), min_size=3, max_size=6).map("".join)
    return st.lists(clauses.map("{}。".format), min_size=1, max_size=6).map("\n".join)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030"])
@given(text=_pages(_SIMPLIFIED))
def test_simplified_pages_come_back(encoding, text):
    assert decode(text.encode(encoding), "page.txt") == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "big5", "gb18030"])
@given(text=_pages(_TRADITIONAL))
def test_traditional_pages_come_back(encoding, text):
    assert decode(text.encode(encoding), "page.txt") == (text, encoding)


@pytest.mark.parametrize("phrases", [_SIMPLIFIED, _TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", id="little-endian"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", id="big-endian"),
    ],
)
def test_a_mark_settles_the_byte_order(mark, encoding, phrases):
    text = "\n".join(phrases)
    assert decode(mark + text.encode(encoding), "page.txt") == (text, "utf-16")


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(b"", "", "utf-8", id="empty"),
        pytest.param(codecs.BOM_UTF8, "", "utf-8-sig", id="only a mark"),
        pytest.param(b"case 110\r\n", "case 110\r\n", "utf-8", id="ASCII"),
        pytest.param("case 110".encode("utf-16-le"), "case 110", "utf-16-le", id="Latin in UTF-16"),
        pytest.param("反".encode(), "反", "utf-8", id="one character"),
        pytest.param("第一页\f第二页".encode(), "第一页\f第二页", "utf-8", id="page break"),
    ],
)
def test_small_texts(data, text, encoding):
    assert decode(data, "small.txt") == (text, encoding)


def _zipped(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", text)
    return buffer.getvalue()


_PAGE = "，".join(_SIMPLIFIED * 5)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(_zipped(_PAGE), id="zip or docx"),
        pytest.param(gzip.compress(_PAGE.encode(), mtime=0), id="gzip"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + gzip.compress(_PAGE.encode(), mtime=0), id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89", id="png"),
        pytest.param(np.arange(99).tobytes(), id="numbers"),
        pytest.param(bytes(64), id="zeros"),
        pytest.param(_PAGE.encode()[:-1], id="UTF-8 cut in a character"),
        pytest.param(_PAGE.encode("utf-16")[:-1], id="UTF-16 cut in a character"),
        pytest.param(codecs.BOM_UTF8 + b"\xff\xfe", id="mark of UTF-8 alone"),
        pytest.param(codecs.BOM_UTF8 + bytes(64), id="zeros after a UTF-8 mark"),
        pytest.param(codecs.BOM_UTF16_LE + bytes(64), id="zeros after a UTF-16 mark"),
        pytest.param(_PAGE.encode("utf-32"), id="UTF-32 with mark"),
        pytest.param(_PAGE.encode("utf-32-be"), id="UTF-32"),
        pytest.param("Où l'hôtel a été réglé, déjà à Noël".encode("latin-1"), id="Latin-1"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data):
    with pytest.raises(ReadingError, match=r"^news/scan\.txt: .*; save it as UTF-8$"):
        decode(data, "news/scan.txt")


@given(st.integers(0, 2**32), st.integers(24, 4096))
def test_random_bytes_are_refused_by_name(seed, size):
    with pytest.raises(ReadingError, match=r"^noise\.txt: "):
        decode(np.random.default_rng(seed).bytes(size), "noise.txt")


def test_one_stray_control_character_does_not_spoil_a_page():
    text = f"{_PAGE[:200]}\x01{_PAGE[:200]}"
    assert decode(text.encode(), "ocr.txt") == (text, "utf-8")


def test_a_foreign_encoding_is_guessed():
    with pytest.raises(ReadingError, match="it may be cp932"):
        decode("警察官が詐欺の被害を防ぐために巡回した。".encode("cp932"), "page.txt")
