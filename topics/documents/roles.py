"""What a line is on its page: body, heading, byline, caption, jump or box."""

import re

from topics.characters import HAN
from topics.types import Role

_MAX_HEADING = 36
_HEADING_MARK = re.compile(r"^#{1,6}\s*")
_MARKS = re.compile(r"[#*\[]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^\[)]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^\[)]*\)")
"""Neither runs past the next bracket: a line of brackets alone takes linear time."""

_JUMP = re.compile(r"[（(]?\s*(上接|下转|转|接)第?\s*[0-9一二三四五六七八九十]{1,3}\s*版.{0,12}[）)]?")
_CAPTION = re.compile(
    r"图[①-⑳0-9一二三四五六七八九十：:]|图为|图片|[上下左右]图|题图|资料图|(制图|绘图|摄影|漫画|图表?)[/／:：]"
)
_CREDITS = ("摄", "摄）", "摄)", "供图", "供图）", "供图)")
_BYLINE = re.compile(
    r"(□|◎|●\s*记者|本报(全媒体)?(记者|通讯员)|(特约|实习|见习)?(记者|通讯员|作者|撰文|来源|责任编辑|编辑|责编)[：:\s])"
    r"|[（(](作者|本文作者|记者|编辑|责任编辑|本报记者|来源)"
)
_OFFICE = (
    "书记|委员|部长|局长|厅长|市长|县长|区长|院长|检察长|主任|主席|会长|支队长|大队长|所长|政委|助理|巡视员|教授|研究员"
)
_NAME = rf"[{HAN}·]{{2,4}}"
_SPEAKER_LINE = re.compile(rf"[{HAN}、（）]{{2,40}}(?:{_OFFICE}) {_NAME}|{_NAME} [{HAN}、（）]{{2,30}}(?:{_OFFICE})")
_INSTITUTION = re.compile(
    rf"[{HAN}]{{1,8}}[省市县区州盟旗](?:委|委政法委|人民政府|(?:公安|司法|民政|信访)[局厅]|(?:(?:高|中)级)?人民法院|人民检察院)"
)
"""A line that is nothing but an office and a name, or an institution, says who speaks."""

_MAX_MARK = 60
"""Titles, bylines, jumps and figures are no longer than this."""

_BOX = re.compile(r"^[■▲◆★●▶►]")
_FIGURES = re.compile(rf"(?:[约近超]?\d[\d.,]*[万亿]?(?:%|‰|[余多]?[{HAN}]{{1,2}})(?:以上|以下)?\s*){{1,4}}")
_DATE = re.compile(r"\d+年\d+月|\d+月\d+日|\d{4}年$")
_SENTENCE_END = re.compile(r"([。！？!?；;…]|(?<=\D)\.)[”’」』）)]*$")
_SPEAKER = re.compile(r"^(问|答|记者|主持人)[：:]")
_IN_SENTENCE = re.compile(r"[，,。？?！!“；]")
_UNFINISHED = re.compile(r"[，,、：:“（(]$")
_LIST_ITEM = re.compile(
    r"^([一二三四五六七八九十]+[是要、]|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+[条章节]|——)"
)
_SUBTITLE = re.compile(rf"——[{HAN}\d“”《》、]{{4,28}}")
_TITLE = re.compile(rf"[{HAN}\d“”《》、：:]{{4,}}(?: [{HAN}\d“”《》、]{{4,}})+")


def role_of(line: str) -> Role:
    """Return the role of a normalised line, by its marks and its shape.

    A heading is marked with # or is short and unpunctuated; a line that a page break cut
    ends without a full stop as well, but is seldom as short or as free of commas.

    >>> role_of("## 科技赋能守护平安"), role_of("□ 本报记者 李强"), role_of("下转第三版")
    ('heading', 'byline', 'jump')
    """
    if _HEADING_MARK.match(line):
        return "heading"
    if _CAPTION.match(line) or line.endswith(_CREDITS):
        return "caption"
    if len(line) > _MAX_MARK:
        return "box" if _BOX.match(line) else "body"
    return _role_of_short(line)


def heading_level(line: str) -> int:
    """Return how many # mark a normalised line as a heading; 0 for none.

    >>> heading_level("## 科技赋能守护平安")
    2
    """
    mark = _HEADING_MARK.match(line)
    return mark[0].count("#") if mark else 0


def without_marks(line: str) -> str:
    """Return a line without the marks of Markdown: headings, bold type, links, images.

    >>> without_marks("## **安平市**[见图](a.png)")
    '安平市见图'
    """
    if not _MARKS.search(line):
        return line.strip()
    return _LINK.sub(r"\1", _IMAGE.sub("", _BOLD.sub(r"\1", _HEADING_MARK.sub("", line)))).strip()


def _role_of_short(line: str) -> Role:
    if _JUMP.fullmatch(line):
        return "jump"
    if _is_byline(line):
        return "byline"
    if _BOX.match(line) or (_FIGURES.fullmatch(line) and not _DATE.match(line)):
        return "box"
    return "heading" if _looks_like_heading(line) else "body"


def _is_byline(line: str) -> bool:
    """Tell names, offices and institutions from questions and sentences ("记者：有人说，…")."""
    if _SPEAKER_LINE.fullmatch(line) or _INSTITUTION.fullmatch(line):
        return True
    is_spoken = _SENTENCE_END.search(line) or (_SPEAKER.match(line) and _IN_SENTENCE.search(line))
    return bool(_BYLINE.match(line)) and not is_spoken


def _looks_like_heading(line: str) -> bool:
    if _SUBTITLE.fullmatch(line) or _TITLE.fullmatch(line):
        return True
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
