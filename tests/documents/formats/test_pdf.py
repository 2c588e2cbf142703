import io
import zlib
from contextlib import suppress

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from topics.documents.formats import pdf as reader
from topics.documents.formats.pdf import read_pdf
from topics.errors import ReadingError

_FONT = "STSong-Light"
_LEFT = ["社区网格员走访农户，排查隐患", "十二处，调解纠纷三十起，群众", "的心事有人听、难事有人办。今"]
_RIGHT = ["年以来，全县电信诈骗案件下降", "两成，追回资金二百余万元，老", "人的积蓄保住了，日子更安心。"]


def _pdf(*pages, **options):
    """A PDF; a page is a list of (left, bottom, text) or (left, bottom, text, size)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), **options)
    for page in pages:
        for left, bottom, text, *size in page:
            canvas.setFont(_FONT, *(size or [12]))
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _column(left, texts, top=700):
    return [(left, top - 20 * row, text) for row, text in enumerate(texts)]


@pytest.fixture
def read(tmp_path):
    def read_bytes(data):
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        return read_pdf(path, "报/a.pdf")

    return read_bytes


def test_lines_know_their_pages(tmp_path, read):
    document = read(_pdf(_column(60, _LEFT), [], _column(60, _RIGHT[:2])))
    assert document.text.split("\n") == _LEFT + _RIGHT[:2]
    assert document.pages == (1, 1, 1, 3, 3)
    assert (document.name, document.path, document.encoding) == ("报/a.pdf", tmp_path / "a.pdf", "pdf")


def test_columns_below_a_title(read):
    title = "织密防护网 共守平安城 县乡村三级联动化解矛盾纠纷"
    rows = [line for pair in zip(_column(310, _RIGHT), _column(60, _LEFT), strict=True) for line in pair]
    assert read(_pdf([*rows, (90, 750, title, 16)])).text.split("\n") == [title, *_LEFT, *_RIGHT]


def test_a_table_is_read_row_by_row(read):
    cells = [
        (60, 700, "甲乡"),
        (60, 680, "乙乡"),
        (60, 660, "丙乡"),
        (200, 700, "12"),
        (200, 680, "7"),
        (200, 660, "30"),
    ]
    assert read(_pdf(cells)).text.split("\n") == ["甲乡 12", "乙乡 7", "丙乡 30"]


def test_mixed_writing_stays_together(read):
    text = "“反诈APP”2024年安装120万人次"
    assert read(_pdf([(60, 700, text)])).text == text


@pytest.mark.parametrize(
    ("rotation", "origin"),
    [
        pytest.param(90, (500, 100), id="90"),
        pytest.param(180, (500, 700), id="180"),
        pytest.param(270, (100, 700), id="270"),
    ],
)
def test_turned_pages_are_read_as_they_are_shown(read, rotation, origin):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.setPageRotation(rotation)
    canvas.translate(*origin)
    canvas.rotate(rotation)
    canvas.setFont(_FONT, 12)
    for row, text in enumerate(_LEFT):
        canvas.drawString(0, -20 * row, text)
    canvas.save()
    assert read(buffer.getvalue()).text.split("\n") == _LEFT


def _by_hand(content, *, packed=False, pages=1):
    """A PDF of pages that share one content stream."""
    data = zlib.compress(content, 9) if packed else content
    coding = b"/Filter/FlateDecode" if packed else b""
    kids = b"3 0 R " * pages
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[%b]/Count %d>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"4 0 obj<</Length %d%b>>stream\n%b\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    ) % (kids, pages, len(data), coding, data)


pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
_GOOD = _pdf(_column(60, _LEFT), _column(60, _RIGHT))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param("民警上门劝阻。".encode(), "not a PDF", id="text"),
        pytest.param(b"", "not a PDF", id="empty"),
        pytest.param(_by_hand(b"")[:200], "not a PDF", id="truncated"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 99, "not a PDF", id="noise"),
        pytest.param(_by_hand(b"0 0 m 9 9 l S"), "has no text layer; run OCR first", id="drawing"),
        pytest.param(_by_hand(b"BT /F1 8 Tf (   ) Tj ET"), "has no text layer", id="spaces"),
        pytest.param(
            _by_hand(b"BT /F1 8 Tf " + b"(aaaaaaaaaa) Tj " * 30_000 + b"ET", packed=True),
            "more than 200,000 characters",
            id="bomb",
        ),
    ],
)
def test_what_is_no_pdf_with_text_is_named_in_one_line(tmp_path, read, data, problem):
    with pytest.raises(ReadingError, match=problem) as caught:
        read(data)
    assert str(caught.value).startswith(f"{tmp_path / 'a.pdf'}: ")
    assert "\n" not in str(caught.value)


def test_an_encrypted_pdf_is_named(read):
    data = _pdf(_column(60, _LEFT), encrypt=StandardEncryption("secret", ownerPassword="other"))
    with pytest.raises(ReadingError, match="is encrypted; save it without a password"):
        read(data)


def test_a_pdf_that_only_forbids_changes_is_read(read):
    assert (
        read(_pdf(_column(60, _LEFT), encrypt=StandardEncryption("", ownerPassword="other"))).text.split("\n") == _LEFT
    )


@pytest.mark.parametrize("cut", range(0, len(_GOOD), 97))
def test_a_cut_pdf_is_read_or_refused(read, cut):
    with suppress(ReadingError):
        assert read(_GOOD[:cut]).text


def test_pages_and_time_are_limited(read, monkeypatch):
    monkeypatch.setattr(reader, "MAX_PAGES", 3)
    data = _by_hand(b"BT /F1 8 Tf (a) Tj ET", pages=4)
    with pytest.raises(ReadingError, match="more than 3 pages"):
        read(data)
    monkeypatch.setattr(reader, "MAX_PAGES", 4)
    monkeypatch.setattr(reader, "MAX_SECONDS", -1.0)
    with pytest.raises(ReadingError, match="s to read"):
        read(data)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReadingError, match="cannot be read"):
        read_pdf(tmp_path / "a.pdf", "a.pdf")


def test_a_folder_is_named(tmp_path):
    with pytest.raises(ReadingError, match="cannot be read"):
        read_pdf(tmp_path, "a.pdf")
