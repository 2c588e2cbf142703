"""What a line is on its page: body, heading, byline, caption, jump or box."""

import re

from topics.types import Role

_MAX_HEADING = 36
_HEADING_MARK = re.compile(r"^#{1,6}\s*")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^\[)]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^\[)]*\)")
"""Neither runs past the next bracket: a line of brackets alone takes linear time."""

_JUMP = re.compile(r"[（(]?\s*(上接|下转|转|接)第?\s*[0-9一二三四五六七八九十]{1,3}\s*版.{0,12}[）)]?")
_CAPTION = re.compile(r"^(图[①-⑳0-9一二三四五六七八九十：:]|图为|图片|[上下左右]图|题图|资料图)|摄[）)]?$|供图[）)]?$")
_BYLINE = re.compile(
    r"^(□|◎|●\s*记者|本报(全媒体)?(记者|通讯员)|(特约|实习|见习)?(记者|通讯员|作者|撰文|来源|责任编辑|编辑|责编)[：:\s])"
    r"|^[（(](作者|本文作者|记者|编辑|责任编辑|本报记者|来源)"
)
_MAX_BYLINE = 60
_BOX = re.compile(r"^[■▲◆★●▶►]|^数(说|读|据)")
_SENTENCE_END = re.compile(r"([。！？!?；;…]|(?<=\D)\.)[”’」』）)]*$")
_SPEAKER = re.compile(r"^(问|答|记者|主持人)[：:]")
_UNFINISHED = re.compile(r"[，,、：:“（(]$")
_LIST_ITEM = re.compile(
    r"^(——|[一二三四五六七八九十]+[是要、]|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+[条章节])"
)


def role_of(line: str) -> Role:
    """Return the role of a normalised line, by its marks and its shape.

    A heading is marked with # or is short and unpunctuated; a line that a page break cut
    ends without a full stop as well, but is seldom as short or as free of commas.

    >>> role_of("## 科技赋能守护平安"), role_of("□ 本报记者 李强"), role_of("下转第三版")
    ('heading', 'byline', 'jump')
    """
    if _HEADING_MARK.match(line):
        return "heading"
    if _JUMP.fullmatch(line):
        return "jump"
    if len(line) <= _MAX_BYLINE and _BYLINE.search(line) and not _SENTENCE_END.search(line):
        return "caption" if _CAPTION.search(line) else "byline"
    if _CAPTION.search(line):
        return "caption"
    if _BOX.match(line):
        return "box"
    return "heading" if _looks_like_heading(line) else "body"


def without_marks(line: str) -> str:
    """Return a line without the marks of Markdown: headings, bold type, links, images.

    >>> without_marks("## **安平市**[见图](a.png)")
    '安平市见图'
    """
    return _LINK.sub(r"\1", _IMAGE.sub("", _BOLD.sub(r"\1", _HEADING_MARK.sub("", line)))).strip()


def _looks_like_heading(line: str) -> bool:
    if len(line) > _MAX_HEADING or _SENTENCE_END.search(line) or _UNFINISHED.search(line):
        return False
    if line.count("“") != line.count("”"):
        return False
    return (
        not _LIST_ITEM.match(line)
        and not _SPEAKER.match(line)
        and "。" not in line
        and line.count("，") + line.count(",") <= 1
    )
