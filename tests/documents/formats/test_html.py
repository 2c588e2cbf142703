import codecs
import gzip
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.documents import limits
from topics.documents.formats import markup
from topics.documents.formats.html import read_html
from topics.documents.paragraphs import split_paragraphs
from topics.errors import ReadingError
from topics.types import Document

_NOTICE = "因系统升级，我局定于6月8日至9日暂停办理户籍业务，6月10日恢复办理，由此带来的不便敬请谅解。特此公告。"
_FRAUD = "6月5日，县反诈中心接到预警，居民王女士疑似遭遇冒充客服类电信网络诈骗，民警随即上门劝阻。"
_SAVED = "民警当场帮助王女士卸载软件、冻结账户，并讲解常见骗术，八万元积蓄全部保住。"
_YEAR = "今年以来，全县电信网络诈骗发案数同比下降两成，返还群众被骗资金一百余万元。"

_MENU = "".join(
    f"<li><a href='/{n}'>{n}</a></li>" for n in ("首页", "政务公开", "政务服务", "互动交流", "走进本县") * 9
)
_HEADLINES = "".join(f"<li><a href='/h{n}'>县公安局召开夏季治安打击整治推进会（{n}）</a></li>" for n in range(15))
_PATH = "<div>您当前的位置：<a href='/'>首页</a> &gt; <a href='/x'>新闻中心</a> &gt; 正文</div>"
_SHARE = (
    "<div>分享到：<a href='#'>微信</a> <a href='#'>微博</a></div><p>【打印本页】 【关闭窗口】</p><p>字号：[大 中]</p>"
)
_FOOT = (
    "<div class='footer'><p>主办：安平县人民政府办公室，承办：安平县数据局</p><p>地址：人民路1号，邮编：100000</p>"
    "<p>某ICP备00000000号</p></div><script>var text = '统计代码，不是正文。';</script>"
)


def _page(body, title="安平县人民政府"):
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title><style>.a{{color:red}}</style></head><body><ul>{_MENU}</ul>"
        f"{_PATH}<div class='wrap'><div class='main'>{body}{_SHARE}</div><div><h3>热点排行</h3><ul>{_HEADLINES}</ul>"
        f"</div></div>{_FOOT}</body></html>"
    )


def _main(document):
    """The lines of the main text."""
    lines = enumerate(document.text.split("\n"), start=1)
    return [line for number, line in lines if number not in document.furniture]


@pytest.fixture
def read(tmp_path):
    def read_content(content):
        path = tmp_path / "page.html"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_html(path, "news/page.html")

    return read_content


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<p>{_NOTICE}</p>", id="paragraph"),
        pytest.param(f"<div><div>{_NOTICE}</div></div>", id="nested boxes"),
        pytest.param(f"{_SHARE}<div id='zoom'><p>　　<span>{_NOTICE}</span></p></div>", id="between share bars"),
        pytest.param(f"<table><tr><td><p>{_NOTICE}</p></td></tr></table>", id="table for layout"),
        pytest.param(f"<article><p>{_NOTICE}</article>", id="unclosed"),
        pytest.param(
            f"<p>{_NOTICE}<script>track('，。')</script></p><p style='display: none'>打印版，供存档。</p>", id="hidden"
        ),
    ],
)
def test_a_short_notice_comes_out_whole_and_alone(read, body):
    assert _main(read(_page(body))) == [_NOTICE]


def test_what_belongs_to_a_notice_comes_with_it(read):
    attachment = "<div>附件：<a href='1.doc'>办理窗口一览表.doc</a></div>"
    body = f"<div>关于暂停办理户籍业务的公告</div>{_SHARE}<div><p>{_NOTICE}</p><p>安平县公安局</p></div>{attachment}"
    assert _main(read(_page(body, "关于暂停办理户籍业务的公告_安平县人民政府"))) == [
        "# 关于暂停办理户籍业务的公告",
        _NOTICE,
        "安平县公安局",
        "附件：办理窗口一览表.doc",
    ]


def test_headings_keep_their_levels(read):
    headings = "<h1>反诈<br>在行动</h1><h2>一、劝阻</h2>", "<h3>（一）细节</h3>", "<h6>注</h6>"
    body = f"{headings[0]}<p>{_FRAUD}</p>{headings[1]}<p>{_SAVED}</p>{headings[2]}<p>{_YEAR}</p>"
    expected = ["# 反诈 在行动", "## 一、劝阻", _FRAUD, "### （一）细节", _SAVED, "###### 注", _YEAR]
    assert _main(read(_page(body))) == expected


def test_related_links_go_with_their_heading(read):
    related = "<h2>其他报道</h2><ul>" + _HEADLINES + "</ul>"
    assert _main(read(f"<p>{_FRAUD}</p><p>{_SAVED}</p>{related}")) == [_FRAUD, _SAVED]


def test_a_link_inside_the_text_stays(read):
    link = "<p><a href='/law'>《安平县反诈工作办法》</a></p>"
    assert _main(read(_page(f"<p>{_FRAUD}</p>{link}<p>{_SAVED}</p>"))) == [
        _FRAUD,
        "《安平县反诈工作办法》",
        _SAVED,
    ]


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        pytest.param("<tr><th>窗口<th>时间<tr><td>户籍<td>9时", ["窗口 时间", "户籍 9时"], id="unclosed cells"),
        pytest.param("<tr><td><p>户籍</p></td><td><p>9时</p><p>17时</p></td></tr>", ["户籍 9时 17时"], id="paragraphs"),
        pytest.param("<tr><td></td><td>户籍</td></tr><tr><td>&nbsp;</td></tr>", ["户籍"], id="empty cells"),
        pytest.param("<tr></tr><tr>户籍</tr><tr><td>9时", ["户籍", "9时"], id="rows without cells"),
        pytest.param(f"<tr><td>{_SAVED}</td><td>9时</td></tr>", [f"{_SAVED} 9时"], id="long cell"),
        pytest.param(f"<tr><td><p>{_FRAUD}<p>{_YEAR}</td><td>图</td></tr>", [_FRAUD, _YEAR, "图"], id="layout"),
        pytest.param(
            "<tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td><td>丙</td></tr>", ["甲 乙", "丙"], id="nested"
        ),
    ],
)
def test_tables_go_row_by_row(read, markup, rows):
    assert _main(read(_page(f"<p>{_NOTICE}</p><table>{markup}</table>"))) == [_NOTICE, *rows]


def test_a_notice_may_be_a_table_alone(read):
    assert _main(read(_page("<table><tr><td>户籍窗口</td><td>9时至17时</td></tr></table>"))) == ["户籍窗口 9时至17时"]


def test_lists_go_item_by_item(read):
    body = f"<p>{_NOTICE}</p><ol><li>一是跨省通办<ul><li>户籍</li></ul><li><p>二是延时服务</p></ol>"
    assert _main(read(_page(body))) == [_NOTICE, "一是跨省通办", "户籍", "二是延时服务"]


_WRAPPED = "<br>".join(_FRAUD[start : start + 20] for start in range(0, len(_FRAUD), 20))


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param(f"{_FRAUD[:20]}<br><br/>{_SAVED}", [_FRAUD[:20], _SAVED], id="double"),
        pytest.param(f"{_FRAUD[:20]}<br>　　{_SAVED}", [_FRAUD[:20], _SAVED], id="indented"),
        pytest.param(f"{_FRAUD[:20]}<br>\n&nbsp;&nbsp;{_SAVED}", [_FRAUD[:20], _SAVED], id="indented by nbsp"),
        pytest.param(f"{_FRAUD}<br>{_SAVED}", [_FRAUD, _SAVED], id="end of a sentence"),
        pytest.param(_WRAPPED, [_FRAUD], id="cut for its width"),
        pytest.param(
            f"{_NOTICE}<br>安平县公安局<br>2024年6月5日", [_NOTICE, "安平县公安局", "2024年6月5日"], id="signature"
        ),
        pytest.param(
            "推出三项措施，便民利企不打烊，<br>一是跨省通办",
            ["推出三项措施，便民利企不打烊，", "一是跨省通办"],
            id="item",
        ),
        pytest.param(f"<pre>{_FRAUD}\n\n{_SAVED}</pre>", [_FRAUD, _SAVED], id="preformatted"),
        pytest.param(
            "民警上门\r\n   劝阻，<b>讲解</b>\n骗术，安装 APP\n一次。",
            ["民警上门劝阻，讲解骗术，安装 APP 一次。"],
            id="source lines",
        ),
        pytest.param(
            "<ruby>進<rp>(</rp><rt>jìn</rt><rp>)</rp></ruby>一步，抓好落实。", ["進一步，抓好落实。"], id="ruby"
        ),
    ],
)
def test_line_breaks(read, body, lines):
    assert _main(read(f"<div>{body}</div>")) == lines


_CLAUSES = st.sampled_from(["民警上门劝阻", "调解员走进乡村", "“一窗通办”", "办理3,200件", "群众少跑腿", "使用APP"])
_SENTENCES = st.lists(_CLAUSES, min_size=2, max_size=9).map(lambda clauses: "，".join(clauses) + "。")


@given(st.lists(_SENTENCES, min_size=1, max_size=8), st.sampled_from(["p", "div", "section", "li"]))
def test_every_paragraph_comes_out_once_in_order(tmp_path_factory, paragraphs, tag):
    path = tmp_path_factory.getbasetemp() / "law.html"
    path.write_text(_page("".join(f"<{tag}>{paragraph}</{tag}>\n" for paragraph in paragraphs)), encoding="utf-8")
    assert _main(read_html(path, "law.html")) == paragraphs


def test_what_surrounds_the_main_text_is_furniture_in_its_place(read):
    body = f"{_PATH}<h1>反诈在行动</h1><p>{_FRAUD}</p><p>■ ■</p><h2>相关新闻</h2><ul>{_HEADLINES}</ul>"
    document = read(f"<title>反诈</title><nav>网站首页</nav>{body}<!-- 注释 -->{_SHARE}{_FOOT}<p hidden>隐藏")
    lines = document.text.split("\n")
    assert lines == [
        *("网站首页", "您当前的位置：首页 > 新闻中心 > 正文", "# 反诈在行动", _FRAUD, "■ ■", "相关新闻"),
        *(f"县公安局召开夏季治安打击整治推进会（{n}）" for n in range(15)),
        *("分享到：微信 微博", "【打印本页】 【关闭窗口】", "字号：[大 中]"),
        *("主办：安平县人民政府办公室，承办：安平县数据局", "地址：人民路1号，邮编：100000", "某ICP备00000000号"),
    ]
    assert document.furniture == set(range(1, len(lines) + 1)) - {3, 4}


@pytest.mark.parametrize(
    ("body", "lines", "main"),
    [
        pytest.param("民警<button>复制 <b>链接</b></button>上门。", ["民警上门。", "复制 链接"], [0], id="button"),
        pytest.param("<button>登录</button><p>民警上门。</p>", ["登录", "民警上门。"], [1], id="button first"),
        pytest.param(
            "<select><option>甲乡<option>乙乡</select><p>民警上门。<textarea>留言</textarea>",
            ["甲乡 乙乡", "民警上门。", "留言"],
            [1],
            id="fields",
        ),
        pytest.param(
            "<p><ruby>進<rp>(</rp><rt>jìn</rt><rp>)</rp></ruby>一步。</p>", ["進一步。", "jìn"], [0], id="ruby"
        ),
        pytest.param(
            "<p>民警上门。</p><table><tr><td>甲乡<td>——<td>9时</table>",
            ["民警上门。", "甲乡 9时", "——"],
            [0, 1],
            id="row",
        ),
        pytest.param("<p>&#8203;</p><p>民警上门。</p>&nbsp;<p>\xad", ["民警上门。"], [0], id="nothing that shows"),
        pytest.param("<button>甲<script>乙</script></button>民警上门。", ["民警上门。", "甲"], [0], id="script inside"),
    ],
)
def test_what_is_no_running_text_stands_beside_it(read, body, lines, main):
    document = read(body)
    assert document.text.split("\n") == lines
    assert document.furniture == {number for number, _ in enumerate(lines, start=1) if number - 1 not in main}


_SHOWN = st.sampled_from([_FRAUD, _SAVED, "安平县公安局", "首页", "■", "分享到：", "版权所有", "12345", "？！"])
_AROUND = st.sampled_from(["{}", "<p>{}</p>", "<div>{}</div>", "<h2>{}</h2>", "<li><a href='/'>{}</a>", "<br>{}"])
_BOXES = st.sampled_from(
    ["{}", "<nav>{}</nav>", "<div class='share'>{}</div>", "<ul>{}</ul>", "<td>{}</td>", "<pre>{}</pre>"]
)
_UNSHOWN = st.sampled_from(["", "<script>甲()</script>", "<style>.乙{}</style>", "<!-- 丙 -->", "<i hidden>丁</i>"])


_LINES = st.tuples(_SHOWN, _AROUND, _UNSHOWN)


@given(st.lists(st.tuples(_BOXES, st.lists(_LINES, min_size=1, max_size=6)), max_size=6))
def test_every_visible_character_is_in_a_paragraph_or_dropped(tmp_path_factory, boxes):
    path = tmp_path_factory.getbasetemp() / "whole.html"
    inner = ((box, "".join(around.format(shown) + unshown for shown, around, unshown in lines)) for box, lines in boxes)
    path.write_text(f"<p>{_NOTICE}</p>" + "".join(box.format(lines) for box, lines in inner), encoding="utf-8")
    document = read_html(path, "whole.html")
    paragraphs, dropped = split_paragraphs(document)
    spans = sorted(span for entry in (*paragraphs, *dropped) for span in entry.spans)
    found = re.sub(r"[#\s]", "", "".join(document.text[start:end] for start, end in spans))
    assert found == _NOTICE + "".join(shown for _, lines in boxes for shown, _, _ in lines)


_TRADITIONAL = "縣公安局反詐中心民警上門勸阻，幫助老人保住了二十萬元積蓄。"


@pytest.mark.parametrize(
    ("head", "codec", "text", "encoding"),
    [
        pytest.param("<meta charset=gb2312>", "gb18030", _FRAUD, "gb18030", id="GBK"),
        pytest.param(
            "<meta http-equiv=Content-Type content='text/html; charset=GBK'>", "gbk", "收。", "gb18030", id="short"
        ),
        pytest.param("<?xml version='1.0' encoding='gb2312'?>", "gbk", _FRAUD, "gb18030", id="XHTML"),
        pytest.param("<meta charset='big5'>", "big5", _TRADITIONAL, "big5hkscs", id="Big5"),
        pytest.param("", "gb18030", _FRAUD * 2, "gb18030", id="GBK undeclared"),
        pytest.param("", "big5", _TRADITIONAL * 2, "big5", id="Big5 undeclared"),
        pytest.param("<meta charset=gb2312>", "utf-8", _FRAUD, "utf-8", id="saved anew as UTF-8"),
        pytest.param("<meta charset=utf-8>", "gb18030", _FRAUD * 2, "gb18030", id="wrongly UTF-8"),
        pytest.param("<meta charset=gb2312>", "utf-8-sig", _FRAUD, "utf-8-sig", id="mark against declaration"),
    ],
)
def test_encodings(read, head, codec, text, encoding):
    document = read(f"{head}<body><p>{text}</p>".encode(codec))
    assert (document.text, document.encoding) == (text, encoding)


def test_a_damaged_byte_does_not_spoil_a_page(read):
    data = f"<meta charset=gbk><p>{_FRAUD * 9}</p><p>甲X</p>".encode("gbk").replace(b"X", b"\xff")
    assert read(data).text == f"{_FRAUD * 9}\n甲\ufffd"


def test_a_document_knows_where_it_came_from(read, tmp_path):
    expected = Document("news/page.html", tmp_path / "page.html", _NOTICE, "utf-8")
    assert read(f"<p>{_NOTICE}") == expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("", "without text", id="empty"),
        pytest.param("<html><body><div id=app></div><script>load()</script></body>", "without text", id="script"),
        pytest.param(_page(""), "only navigation", id="navigation"),
        pytest.param(f"<ul>{_MENU}</ul>{_FOOT}", "only navigation", id="navigation and footer"),
        pytest.param(_NOTICE, "no HTML tags", id="plain text"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1", "not a text file", id="picture"),
        pytest.param(gzip.compress(_page(_NOTICE).encode(), mtime=0), "not a text file", id="gzip"),
        pytest.param(b"<meta charset=gbk><p>" + bytes(range(128, 256)) * 9, "not a text file", id="binary with a tag"),
        pytest.param(codecs.BOM_UTF8 + b"<p>\xff", "not; save it as UTF-8", id="false mark"),
    ],
)
def test_what_holds_no_text_is_named(read, content, problem):
    with pytest.raises(ReadingError, match=problem) as caught:
        read(content)
    assert "page.html: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named():
    with pytest.raises(ReadingError, match="cannot be read"):
        read_html(Path("missing.html"), "missing.html")


def test_a_file_that_is_too_large_is_refused(read, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 1 << 20)
    with pytest.raises(ReadingError, match="larger than 1 MB"):
        read("<p>" + "字" * (1 << 20))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<div>" * 100_000 + _NOTICE + "</div>" * 100_000, id="boxes"),
        pytest.param("<p>" + "<b>" * 100_000 + _NOTICE, id="unclosed bold"),
        pytest.param("<table><tr><td>" * 30_000 + _NOTICE, id="tables"),
        pytest.param("<ul><li>" * 50_000 + _NOTICE, id="lists"),
        pytest.param("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + f">{_NOTICE}", id="attributes"),
        pytest.param("<p>" + "\n " * 500_000 + f"{_NOTICE}</p>", id="white space"),
        pytest.param("<br>" * 500_000 + _NOTICE, id="breaks"),
    ],
)
def test_deep_and_odd_pages_are_read(read, content):
    assert read(content).text == _NOTICE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<b>" * 250_000 + _NOTICE, id="too deep"),
        pytest.param("<b>" * 20_000 + "</i>" * 20_000 + _NOTICE, id="end tags without start"),
        pytest.param("<p>字" * 60_000, id="too many"),
        pytest.param("<br>" * 60_000, id="too many breaks"),
        pytest.param("<!--" * 500_000, id="open comments"),
        pytest.param("<a b='" * 500_000, id="open attributes"),
    ],
)
def test_hostile_pages_are_refused(read, content, monkeypatch):
    monkeypatch.setattr(markup, "_MAX_PARTS", 50_000)
    monkeypatch.setattr(markup, "_MAX_SEARCHES", 100_000_000)
    with pytest.raises(ReadingError, match=r"page\.html: "):
        read(content)


@pytest.mark.slow
def test_a_page_of_fifty_megabytes_is_read(read):
    n = 50_000_000 // len(f"<p>{_FRAUD}</p>".encode())
    assert read(f"<p>{_FRAUD}</p>" * n).text == "\n".join([_FRAUD] * n)


@given(st.text(st.sampled_from("<>/pdivtrahb!-='\" 反，。&#;\0\n"), max_size=200))
def test_no_markup_breaks_the_reader(tmp_path_factory, markup):
    path = tmp_path_factory.getbasetemp() / "odd.html"
    path.write_text(markup, encoding="utf-8")
    with suppress(ReadingError):
        assert all(line.strip() for line in read_html(path, "odd.html").text.split("\n"))
