"""Page -> its main text: the element that holds most of the prose, with what belongs to it.

Extractors made for long articles go by length and lose short notices or give the menus with
them; here what counts is which text is prose (punctuated, not linked) and how far around it
the page stays free of links.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from topics.documents.formats.blocks import Block
from topics.documents.formats.markup import Page

_MAX_LINKED = 0.3
_PROSE = re.compile(r"[，。；！？]|[,.;!?] ")
_SENTENCE_ENDS = ("。", "！", "？", "；", "。”", "！”", "？”")
_MAX_FURNITURE = 120
_STARTS_FURNITURE = re.compile(
    r"您?(?:当前|现在)?(?:的|所在的?)?位置|首页 ?[>＞»→]|【?(?:分享|转发)[到至：:]|分享$"
    r"|[【\[]?(?:打印|关闭|收藏|返回)(?:本页|本文|窗口|顶部|页面|列表|首页)?[】\]]?(?:$|[ 【\[|])"
    r"|[【\[]?(?:字号|字体|大 ?中 ?小)|扫一扫|[上下]一[篇条页]|(?:浏览|点击|阅读|访问)(?:次数|量|数)[：: ]*\d*次?$"
    r"|(?:相关|推荐|延伸)(?:新闻|链接|阅读|报道|文章|稿件|信息)[：:]?$|猜你喜欢$|热点(?:新闻|排行|推荐)$|友情链接|网站地图"
)
_HAS_FURNITURE = re.compile(
    r"ICP备|公网安备|版权所有|网站标识码|copyright|©|(?:主办|承办)(?:单位)?[：:]|技术支持[：:]|建议使用.*(?:浏览器|分辨率)",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(r"^附件?[：:\d]|\.(?:docx?|wps|pdf|xlsx?|et|ofd|zip|rar)$", re.IGNORECASE)
_RUN_OF_LINKS = 3
_LIFTED = 120
"""From so much prose on, an element is no furniture whatever it is called."""

_TITLE_PARTS = re.compile(r"[-_|—–]")
_MIN_TITLE, _MIN_TITLE_START = 4, 6


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A page and the worth of each line: how much of it is prose."""

    page: Page
    weights: Sequence[int]
    furniture: Sequence[bool]  # per element

    def counts(self, index: int) -> bool:
        """Tell whether a line is outside the furniture."""
        block = self.page.blocks[index]
        return not self.furniture[block.container] and not _is_furniture(block)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, and whether it is of the main text; there headings carry Markdown marks."""

    text: str
    is_main: bool


def page_lines(page: Page) -> list[PageLine]:
    """Return all lines of a page in their order; none is main where the page has no main text."""
    lines = [PageLine(block.text, is_main=False) for block in page.blocks]
    places = [place for place, block in enumerate(page.blocks) if not block.is_aside]
    running = replace(page, blocks=tuple(page.blocks[place] for place in places))
    for index, text in _main_text(running):
        lines[places[index]] = PageLine(text, is_main=True)
    return lines


def _main_text(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the index and the text of each line of the main text."""
    weighed = _weigh(page)
    if not any(weighed.weights):
        return
    chosen = _region(weighed)
    title = _title(page, chosen)
    if title is not None and title < chosen[0]:
        chosen = [title, *chosen]
    for index in _without_links(weighed, chosen, title):
        yield index, _line(page.blocks[index], is_title=index == title)


def _weigh(page: Page) -> _Weighed:
    nowhere = [False] * len(page.parents)
    furniture = _effective_furniture(page, _weights(page.blocks, nowhere))
    return _Weighed(page, _weights(page.blocks, furniture), furniture)


def _line(block: Block, *, is_title: bool) -> str:
    level = block.level or int(is_title)
    return f"{'#' * level} {block.text}" if level else block.text


def _weights(blocks: Sequence[Block], furniture: Sequence[bool]) -> list[int]:
    """Count the characters of prose; without any, of table rows; of all lines where links are few."""
    plain = [0 if furniture[b.container] or _is_linked(b) or _is_furniture(b) else len(b.text) for b in blocks]
    prose = [n * bool(_PROSE.search(block.text)) for n, block in zip(plain, blocks, strict=True)]
    if any(prose):
        return prose
    rows = [n * block.is_row for n, block in zip(plain, blocks, strict=True)]
    if any(rows):
        return rows
    n_linked = sum(block.n_linked for block in blocks)
    return plain if n_linked * 2 <= sum(len(block.text) for block in blocks) else [0] * len(plain)


def _effective_furniture(page: Page, weights: Sequence[int]) -> list[bool]:
    """Tell for each element whether it is furniture or stands in it.

    An element that holds most of the prose, and enough of it, is none: pages call their
    wrappers what they like.
    """
    sums = _sums(page.parents, ((b.container, n) for b, n in zip(page.blocks, weights, strict=True)))
    is_furniture = [False] * len(page.parents)
    for element in range(1, len(page.parents)):
        is_main = sums[element] >= _LIFTED and sums[element] * 2 > sums[0]
        is_furniture[element] = is_furniture[page.parents[element]] or (element in page.furniture and not is_main)
    return is_furniture


def _sums(parents: Sequence[int], parts: Iterable[tuple[int, int]]) -> list[int]:
    """Add up what stands in each element, at any depth."""
    sums = [0] * len(parents)
    for element, n in parts:
        sums[element] += n
    for element in range(len(parents) - 1, 0, -1):
        sums[parents[element]] += sums[element]
    return sums


def _region(weighed: _Weighed) -> list[int]:
    """Return the lines of the main element and of what around it is free of links."""
    page = weighed.page
    counted = [index for index in range(len(page.blocks)) if weighed.counts(index)]
    lengths = _sums(page.parents, ((page.blocks[i].container, len(page.blocks[i].text)) for i in counted))
    linked = _sums(page.parents, ((page.blocks[i].container, _n_linked(page.blocks[i])) for i in counted))
    main = _main_element(weighed)
    while main and _is_free(lengths, linked, main, page.parents[main]):
        main = page.parents[main]
    beside = _beside(weighed, main, lengths, linked) if main else set()
    inside = [False] * len(page.parents)
    for element in range(len(page.parents)):
        above = inside[page.parents[element]] if element else False
        inside[element] = element == main or element in beside or above
    around = page.parents[main]
    return [i for i in counted if inside[page.blocks[i].container] or _belongs(weighed, i, around)]


def _main_element(weighed: _Weighed) -> int:
    """Return the innermost element that holds more than half of the prose."""
    page = weighed.page
    sums = _sums(page.parents, ((b.container, n) for b, n in zip(page.blocks, weighed.weights, strict=True)))
    return max(element for element, n in enumerate(sums) if n * 2 > sums[0])


def _is_free(lengths: Sequence[int], linked: Sequence[int], inner: int, outer: int) -> bool:
    """Tell whether what an element adds to one inside it is mostly not links."""
    return linked[outer] - linked[inner] <= _MAX_LINKED * (lengths[outer] - lengths[inner])


def _beside(weighed: _Weighed, main: int, lengths: Sequence[int], linked: Sequence[int]) -> set[int]:
    """Return the neighbours of the main element that hold a heading or prose and few links."""
    page = weighed.page
    around = page.parents[main]
    worth = _sums(page.parents, ((b.container, n + b.level) for b, n in zip(page.blocks, weighed.weights, strict=True)))
    neighbours = (element for element, parent in enumerate(page.parents) if parent == around and element != main)
    return {e for e in neighbours if worth[e] and linked[e] <= _MAX_LINKED * lengths[e]}


def _belongs(weighed: _Weighed, index: int, around: int) -> bool:
    """Tell whether a line right beside the main element is its heading or prose."""
    block = weighed.page.blocks[index]
    return block.container == around and not _is_linked(block) and bool(block.level or weighed.weights[index])


def _title(page: Page, chosen: Sequence[int]) -> int | None:
    """Return the line that repeats the page's own title: the first of the main text, or one above it."""
    titles = [(joined, _TITLE_PARTS.split(joined)[0]) for title in page.titles if (joined := "".join(title.split()))]
    inside = (index for index in chosen if _is_title(page.blocks[index], titles))
    first = next(inside, None)
    if first is not None or not chosen:
        return first
    above = [index for index in range(chosen[0]) if _is_title(page.blocks[index], titles)]
    return max(above, key=lambda index: (len(page.blocks[index].text), index), default=None)


def _is_title(block: Block, titles: Sequence[tuple[str, str]]) -> bool:
    """Compare a line with the page's titles, each given whole and without the name of the site."""
    text = "".join(block.text[:_MAX_FURNITURE].split())
    if len(text) < _MIN_TITLE or _is_linked(block) or text.endswith(_SENTENCE_ENDS):
        return False
    return any(text == first or (len(text) >= _MIN_TITLE_START and whole.startswith(text)) for whole, first in titles)


def _without_links(weighed: _Weighed, chosen: Sequence[int], title: int | None) -> list[int]:
    """Leave out lists of links, and the headings above them."""
    blocks = weighed.page.blocks
    dropped = set(_link_lists(weighed, chosen)) - {title}
    kept: list[int] = []
    has_text = has_links = False
    for index in reversed(chosen):
        is_heading = blocks[index].level > 1 and index != title
        if index in dropped or (is_heading and has_links and not has_text):
            has_links = True
            continue
        kept.append(index)
        has_text, has_links = (False, False) if blocks[index].level else (True, has_links)
    return kept[::-1]


def _link_lists(weighed: _Weighed, chosen: Sequence[int]) -> Iterator[int]:
    """Yield links in lists, and all before the first or after the last prose but attachments."""
    prose = [place for place, index in enumerate(chosen) if weighed.weights[index]]
    run: list[int] = []
    for place, index in enumerate(chosen):
        block = weighed.page.blocks[index]
        if _n_linked(block) * 2 <= len(block.text):
            yield from run if len(run) >= _RUN_OF_LINKS else ()
            run = []
        elif prose[0] < place < prose[-1]:
            run.append(index)
        else:
            yield index
    yield from run if len(run) >= _RUN_OF_LINKS else ()


def _is_linked(block: Block) -> bool:
    return _n_linked(block) > _MAX_LINKED * len(block.text)


def _n_linked(block: Block) -> int:
    """Links to attachments are part of a notice, not of the navigation."""
    return 0 if _ATTACHMENT.search(block.text) else block.n_linked


def _is_furniture(block: Block) -> bool:
    """Tell by its words whether a line is a path, a share bar, a footer."""
    if len(block.text) > _MAX_FURNITURE or block.text.endswith(_SENTENCE_ENDS):
        return False
    return bool(_STARTS_FURNITURE.match(block.text) or _HAS_FURNITURE.search(block.text))
