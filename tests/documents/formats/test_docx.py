import io
import zipfile
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.formats import docx as reader
from topics.documents.formats.docx import read_docx
from topics.errors import ReadingError

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


@pytest.fixture
def lines(tmp_path):
    """The lines that are read from a document of python-docx."""

    def read_lines(document):
        path = tmp_path / "通报.docx"
        document.save(path)
        return read_docx(path, "通报.docx").text.split("\n")

    return read_lines


def _package(body, **parts):
    """A minimal .docx: XML of the body, and further parts by their kind."""
    relation = '<Relationship Id="{0}" Type="http://x/{0}" Target="{1}"/>'
    document = body if body.startswith("<?xml") else f"<w:document {_W}><w:body>{body}</w:body></w:document>"
    files = {
        "_rels/.rels": _RELATIONS.format(relation.format("officeDocument", "word/document.xml")),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _RELATIONS.format(
            "".join(relation.format(kind, f"{kind}.xml") for kind in parts)
            + '<Relationship Id="r9" Type="http://x/image" Target="NULL"/>'
        ),
        **{f"word/{kind}.xml": part for kind, part in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path):
    """The lines that are read from bytes."""

    def read_bytes(data):
        path = tmp_path / "a.docx"
        path.write_bytes(data)
        return read_docx(path, "a.docx").text.split("\n")

    return read_bytes


def _paragraph(text):
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def test_paragraphs_headings_and_tables_in_the_order_of_the_file(lines):
    document = docx.Document()
    document.add_heading("平安建设年报", 0)
    document.add_paragraph("民警上门劝阻，老人的积蓄保住了。")
    document.add_heading("矛盾化解", 2)
    table = document.add_table(2, 3)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), "甲乙丙丁戊己", strict=True):
        cell.text = text
    document.add_paragraph(" ")
    document.add_paragraph("排查隐患", style="List Bullet")
    assert lines(document) == [
        "# 平安建设年报",
        "民警上门劝阻，老人的积蓄保住了。",
        "## 矛盾化解",
        "甲 乙 丙",
        "丁 戊 己",
        "排查隐患",
    ]


def test_a_document_says_what_it_is(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(_package(_paragraph("甲乡")))
    document = read_docx(path, "east/a.docx")
    assert (document.name, document.path, document.encoding) == ("east/a.docx", path, "docx")
    assert document.pages == ()


def test_merged_cells_are_read_once(lines):
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, texts in zip(table.rows, (("单位", "件数", "备注"), ("甲乡", "12", "无"), ("", "7", "无")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    assert lines(document) == ["单位 件数 备注", "甲乡 12 无", "7 无"]


def test_what_a_merge_hides_is_not_read(read):
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    row = cell.format("<w:vMerge/>", _paragraph("藏")) + cell.format("", _paragraph("乙"))
    assert read(_package(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")) == ["乙"]


def test_a_lone_cell_keeps_its_paragraphs(lines):
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "甲乡排查隐患。"
    cell.add_paragraph("乙乡走访农户。")
    cell.add_table(1, 2).rows[0].cells[1].text = "丙"
    assert lines(document) == ["甲乡排查隐患。", "乙乡走访农户。", "丙"]


def test_headings_by_the_descent_of_their_style_and_by_outline_level(lines):
    document = docx.Document()
    document.styles.add_style("红头", 1).base_style = document.styles["Heading 3"]
    document.add_paragraph("一、总体要求", style="红头")
    outlined = document.add_paragraph("二、工作任务")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    plain = document.add_paragraph("正文。", style="红头")
    plain._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="9"/>'))
    assert lines(document) == ["### 一、总体要求", "## 二、工作任务", "正文。"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", ["甲", "乙"], id="line break"),
        pytest.param('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', ["甲乙"], id="page break"),
        pytest.param("<w:hyperlink><w:r><w:t>反诈</w:t></w:r></w:hyperlink>", ["反诈"], id="link"),
        pytest.param(
            "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:t>旧</w:t></w:r></w:del>", ["新"], id="revision"
        ),
        pytest.param("<w:r><w:instrText>TOC</w:instrText><w:t>目录</w:t></w:r>", ["目录"], id="field"),
        pytest.param("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r>", ["甲"], id="tab stop"),
        pytest.param("<w:r><w:t>甲\n乙</w:t><w:tab/><w:t>丙</w:t></w:r>", ["甲 乙\t丙"], id="white space"),
        pytest.param(
            "<w:r><w:ruby><w:rt><w:r><w:t>jìn</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>進</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            ["進(jìn)"],
            id="ruby",
        ),
        pytest.param(
            "<w:r><w:t>正文</w:t><AlternateContent>"
            "<Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></Choice>"
            "<Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></Fallback>"
            "</AlternateContent></w:r>",
            ["正文", "框"],
            id="text box, once",
        ),
    ],
)
def test_what_a_paragraph_holds(read, inner, expected):
    assert read(_package(f"<w:p>{inner}</w:p>")) == expected


def test_content_controls_and_deleted_blocks(read):
    body = f"<w:sdt><w:sdtContent>{_paragraph('甲')}</w:sdtContent></w:sdt><w:moveFrom>{_paragraph('乙')}</w:moveFrom>"
    assert read(_package(body)) == ["甲"]


def test_notes_stand_at_the_end(read):
    notes = f'<w:footnotes {_W}><w:footnote w:type="separator">{_paragraph("—")}</w:footnote>'
    notes += f"<w:footnote>{_paragraph('数据截至六月。')}</w:footnote></w:footnotes>"
    assert read(_package(_paragraph("正文。"), footnotes=notes)) == ["正文。", "数据截至六月。"]


def test_the_strict_dialect_is_read_too(read):
    assert read(_package(f'<?xml version="1.0"?><w:document {_STRICT}>{_paragraph("甲乡")}</w:document>')) == ["甲乡"]


def test_styles_that_descend_from_each_other_in_a_circle(read):
    styles = (
        '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    assert read(_package(body, styles=f"<w:styles {_W}>{styles}</w:styles>")) == ["甲"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))))
def test_every_paragraph_with_text_is_a_line(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("law") / "a.docx"
    path.write_bytes(_package("".join(map(_paragraph, texts))))
    assert read_docx(path, "a.docx").text == "\n".join(text for text in texts if text.strip())


_BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "{"反诈" * 50_000}">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 50}">' for old, new in zip("abcde", "bcdef", strict=True))
    + f"]><w:document {_W}>{{}}</w:document>"
)
_WHOLE = _package(_paragraph("甲乡" * 500) + "".join(map(_paragraph, map(str, range(900)))))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param("民警上门劝阻。".encode(), "not a Word file", id="text"),
        pytest.param(b"", "not a Word file", id="empty"),
        pytest.param(_WHOLE[: len(_WHOLE) // 2], "not a Word file", id="truncated"),
        pytest.param(_WHOLE[:300] + b"\0" * 400 + _WHOLE[700:], "not a Word file", id="damaged"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is encrypted or an old .doc", id="compound file"),
        pytest.param(_package("<w:p>"), "not a Word file", id="broken XML"),
        pytest.param(_package('<?xml version="1.0"?><workbook/>'), "holds no Word text", id="other format"),
        pytest.param(_package(_BOMB.format(_paragraph("甲"))), "declares entities", id="entities"),
        pytest.param(
            _package(_BOMB.replace("{}", "<w:p><w:r><w:t>&f;</w:t></w:r></w:p>")),
            "declares|not a Word",
            id="entity in text",
        ),
        pytest.param(
            _package(_BOMB.replace("{}", '<w:p w:x="&f;"/>')), "declares|not a Word", id="entity in an attribute"
        ),
        pytest.param(_package("<w:sdt>" * 1500 + "</w:sdt>" * 1500), "nested too deeply|not a Word", id="deep nesting"),
        pytest.param(_package(" " * (reader.MAX_PART_BYTES + 1)), "more than 32 MB of text", id="large part"),
    ],
)
def test_what_is_no_word_file_is_named_in_one_line(tmp_path, read, data, problem):
    with pytest.raises(ReadingError, match=problem) as caught:
        read(data)
    assert str(caught.value).startswith(f"{tmp_path / 'a.docx'}: ")
    assert "\n" not in str(caught.value)


def test_nested_tables_take_linear_time(read):
    depth = 60
    body = "<w:tbl><w:tr><w:tc>" * depth + _paragraph("甲") + "</w:tc></w:tr></w:tbl>" * depth
    assert read(_package(body)) == ["甲"]


def test_a_large_part_without_packing_is_read(tmp_path):
    path = tmp_path / "a.docx"
    with (
        zipfile.ZipFile(io.BytesIO(_package(_paragraph("甲乡" * 1_000_000)))) as packed,
        zipfile.ZipFile(path, "w") as stored,
    ):
        for name in packed.namelist():
            stored.writestr(name, packed.read(name))
    assert len(read_docx(path, "a.docx").text) == 2_000_000


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReadingError, match="cannot be read"):
        read_docx(tmp_path / "a.docx", "a.docx")
