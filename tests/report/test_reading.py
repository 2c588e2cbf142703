import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents.paragraphs import split_paragraphs
from topics.documents.reader import read_documents
from topics.report import reading as page_module
from topics.report.reading import render_reading
from topics.shipped import SAMPLE_DOCUMENTS
from topics.types import Document, Dropped, Paragraph, Reading

_GOLDEN = Path(__file__).parent / "reading.html"
_HOSTILE = '"><img src=x onerror=alert(1)>.pdf'
_LINES = (
    "# 平安安澜",
    "",
    "络诈骗犯罪，守护群众的钱袋子。",
    "上接第一版 <script>alert('甲')</script>  民警走访三百户 &amp; 商铺。",
    "",
    "\u3000市里依法严厉打击电信网",
    "■ ■",
    "平安安澜",
    "综治中心实行“一个窗口进、",
    "一揽子调、一本账管”。",
)


def _newspaper() -> Reading:
    """A page with a half before its other half, a glued jump mark, a wrapped line and dropped text."""
    text = "\n".join(_LINES)
    document = Document("甲.txt", Path("甲.txt"), text, "utf-8")
    numbers = count()

    def paragraph(role, lines, *parts):
        places = [text.index(part) for part in parts]
        index = next(numbers)
        return Paragraph(
            f"甲.txt#{index}",
            "甲.txt",
            index,
            "".join(parts),
            role,
            lines,
            tuple((place, place + len(part)) for place, part in zip(places, parts, strict=True)),
            seams=(len(parts[0]),) if parts[1:] else (),
        )

    script = _LINES[3].removeprefix("上接第一版 ")
    paragraphs = (
        paragraph("heading", (1, 1), "# 平安安澜"),
        paragraph("jump", (4, 4), "上接第一版"),
        paragraph("body", (4, 4), script),
        paragraph("body", (3, 6), _LINES[5].strip(), _LINES[2]),
        paragraph("body", (9, 10), _LINES[8], _LINES[9]),
    )
    furniture, copy = text.index("■"), text.index("平安安澜", 8)
    dropped = (
        Dropped("甲.txt", (7, 7), "■ ■", "furniture", None, ((furniture, furniture + 3),)),
        Dropped("甲.txt", (8, 8), "平安安澜", "duplicate", "甲.txt#0", ((copy, copy + 4),)),
    )
    return Reading(paragraphs, dropped, (document,))


def _others() -> Reading:
    """A page break in a PDF of a hostile name, a document without text, and a table."""
    text = "调解员把话头听准，\n把疙瘩记下。"
    pdf = Document(_HOSTILE, Path(_HOSTILE), text, "pdf", (1, 2))
    empty = Document("空.txt", Path("空.txt"), "", "utf-8")
    table = Document("rows.jsonl", Path("rows.jsonl"), "", "table")
    return Reading(
        (
            Paragraph(
                f"{_HOSTILE}#0",
                _HOSTILE,
                0,
                text.replace("\n", ""),
                "body",
                (1, 2),
                ((0, 9), (10, 16)),
                pages=(1, 2),
                seams=(9,),
            ),
            Paragraph("rows.jsonl#0", "rows.jsonl", 0, "<b>来信</b>", "body", (1, 1)),
            Paragraph("rows.jsonl#1", "rows.jsonl", 1, "回复", "body", (2, 2)),
        ),
        documents=(pdf, empty, table),
    )


def _reading() -> Reading:
    first, second = _newspaper(), _others()
    return Reading(
        first.paragraphs + second.paragraphs, first.dropped + second.dropped, first.documents + second.documents
    )


@pytest.fixture(scope="module")
def page() -> str:
    return render_reading(_reading(), "示例")


def _band(page: str, line: int) -> str:
    """The part of a page that begins with an original line of its first document."""
    bands = page.split('<div class="band">')
    (band,) = (band for band in bands if band.partition(' id="')[2].startswith(f'd1l{line}"'))
    return band


def _lines(text: str) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", text)
    return lines if lines[-1] else lines[:-1]


def test_the_page_is_the_golden_page(page):
    assert page == _GOLDEN.read_text(encoding="utf-8")


def test_the_page_is_sound(page, read_page):
    tags = read_page(page)
    assert (tags.open, tags.wrong) == ([], [])
    assert len(set(tags.ids)) == len(tags.ids)
    assert set(tags.targets) <= set(tags.ids)


def test_the_page_needs_no_network(page):
    assert not re.search(r"(src|href)=[\"'](?!#)|url\(|@import|https?://", page)


def test_hostile_text_and_names_stay_text(page, read_page):
    tags = read_page(page)
    assert "&lt;script&gt;alert(&#39;甲&#39;)&lt;/script&gt;" in page
    assert tags.tags.count("script") == 1
    assert "img" not in tags.tags
    assert "b" in tags.tags
    assert "&lt;b&gt;来信&lt;/b&gt;" in page
    assert not [name for name in tags.attributes if name.startswith("on")]


def test_original_lines_stand_as_in_the_file(page, read_page):
    assert read_page(page).raw == [*_LINES, "调解员把话头听准，", "把疙瘩记下。"]


def test_both_halves_are_shown_where_they_stood(page):
    first, second = _band(page, 6), _band(page, 3)
    assert 'id="d1p3"' in second
    shown = re.sub(r"<[^>]*>", "", second)
    assert "市里依法严厉打击电信网倒接 第 6 → 3 行络诈骗犯罪，守护群众的钱袋子。" in shown
    assert '<p class="half soft" data-of="d1p3">第 6 行并入 <a href="#d1p3">#3</a></p>' in first
    for band, line in ((first, _LINES[5].strip()), (second, _LINES[2])):
        assert f'<span data-of="d1p3">{line}</span>' in band


def test_two_paragraphs_of_one_line_stand_beside_it(page):
    band = _band(page, 4)
    assert re.findall(r'<article[^>]* id="(\w+)"', band) == ["d1p1", "d1p2"]
    assert '<span data-of="d1p1">上接第一版</span> <span data-of="d1p2">&lt;script' in band


def test_a_line_right_below_has_a_lighter_mark_and_a_page_break_does_not(page):
    assert '一个窗口进、<span class="wrap">↵<a href="#d1l10">10</a></span>一揽子调' in page
    assert '→ <a href="#d2l2">2</a> 行，跨页</span>把疙瘩记下。' in page
    assert page.index("第 1 页") < page.index("第 2 页")


def test_dropped_text_has_its_reason_and_a_link(page):
    assert re.search(r'<article class="block dropped" id="d1x0".*\n.*未采用：非正文', _band(page, 7))
    assert '未采用：重复</span>与 <a href="#d1p0">#0</a> 重复' in _band(page, 8)


def test_the_summary_counts_everything(page):
    counted = {name: int(figure) for figure, name in re.findall(r"<li><b>(\d+)</b>([^<]+)</li>", page)}
    assert counted == {
        "文档": 4,
        "原文行": 12,
        "段落": 8,
        "接合": 2,
        "续行": 1,
        "未采用：重复": 1,
        "未采用：非正文": 1,
    }


def test_a_table_and_an_empty_document_say_so(page):
    assert "没有原文可以对照" in page
    assert "这份文档没有文字" in page


def test_nothing_read_gives_a_page_that_says_so(read_page):
    page = render_reading(Reading(()))
    assert "没有文档" in page
    assert (read_page(page).open, read_page(page).wrong) == ([], [])


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        pytest.param({"_MAX_DOCUMENTS": 1}, ["只列出前 1 份文档，另有 3 份没有列出"], id="documents"),
        pytest.param({"_MAX_LINES": 3}, ["只列出前 3 行，另有 7 行没有列出", '→ <a href="#d1l3">3</a>'], id="lines"),
        pytest.param({"_MAX_LINES": 1}, ["只列出前 1 行，另有 1 行没有列出"], id="rows"),
    ],
)
def test_a_large_input_is_shown_in_part_and_the_page_says_so(monkeypatch, read_page, limits, said):
    for name, limit in limits.items():
        monkeypatch.setattr(page_module, name, limit)
    page = render_reading(_reading())
    tags = read_page(page)
    assert set(tags.targets) <= set(tags.ids)
    assert all(sentence in page for sentence in said)
    assert "<b>8</b>段落" in page
    assert len(tags.raw) < len(_LINES) + 2


def test_a_copy_of_a_paragraph_that_is_not_listed_says_so(monkeypatch):
    text = "民警走访。\n另一行。\n民警走访。"
    paragraphs = (Paragraph("a.txt#0", "a.txt", 0, "民警走访。", "body", (3, 3), ((11, 16),)),)
    dropped = (Dropped("a.txt", (1, 1), "民警走访。", "duplicate", "a.txt#0", ((0, 5),)),)
    monkeypatch.setattr(page_module, "_MAX_LINES", 2)
    page = render_reading(Reading(paragraphs, dropped, (Document("a.txt", Path("a.txt"), text, "utf-8"),)))
    assert "与 #0（未列出） 重复" in page


@given(st.text(st.sampled_from("甲乙<>&\"'# ，。\t\u3000\n\r\x0c\u202e■") | st.characters(codec="utf-8"), max_size=60))
def test_any_text_stands_as_in_the_file_and_every_link_leads_somewhere(read_page, text):
    document = Document("a.txt", Path("a.txt"), text, "utf-8")
    paragraphs, dropped = split_paragraphs(document)
    tags = read_page(render_reading(Reading(tuple(paragraphs), tuple(dropped), (document,))))
    assert tags.raw == _lines(text)
    assert set(tags.targets) <= set(tags.ids)
    assert (tags.open, tags.wrong) == ([], [])


def _assert_every_line_and_paragraph_is_shown(folder, read_page):
    reading = read_documents(folder)
    page = render_reading(reading)
    tags = read_page(page)
    assert tags.raw == [line for document in reading.documents for line in _lines(document.text)]
    assert set(tags.targets) <= set(tags.ids)
    assert page.count('<article class="block paragraph"') == len(reading)
    assert page.count('<article class="block dropped"') == len(reading.dropped)
    assert render_reading(read_documents(folder)) == page


def test_every_line_of_the_sample_documents_is_shown(read_page):
    _assert_every_line_and_paragraph_is_shown(SAMPLE_DOCUMENTS, read_page)


def test_every_line_of_the_real_documents_is_shown(real_documents, read_page):
    _assert_every_line_and_paragraph_is_shown(real_documents, read_page)


def test_the_furniture_of_a_web_page_is_shown_beside_its_lines(tmp_path, read_page):
    page = "<nav>网站首页 <a href='/x'>新闻</a></nav><h1>反诈</h1><p>民警上门劝阻。</p><footer>版权所有</footer>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    _assert_every_line_and_paragraph_is_shown(tmp_path, read_page)
    shown = render_reading(read_documents(tmp_path))
    assert re.search(r"未采用：非正文</span>第 1 行</p>\n<p class=\"text\">网站首页 新闻<", shown)
