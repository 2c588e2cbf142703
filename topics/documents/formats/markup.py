"""HTML -> Page: its lines, the elements they stand in, and which of those are furniture.

The page is read as a stream of tags, without a tree: time and memory grow with its length
alone, and tags may be nested as deep as they like.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from topics.documents.formats.segments import Segment, in_one, paragraphs
from topics.errors import ReadingError

_CONTAINERS = frozenset(
    {"article", "aside", "blockquote", "body", "center", "details", "div", "dl", "fieldset", "figure", "footer"}
    | {"form", "header", "main", "nav", "ol", "section", "table", "td", "th", "ul"}
)
_LINES = frozenset(
    {"address", "caption", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "legend"}
    | {"li", "p", "pre", "summary", "tbody", "tfoot", "thead", "tr"}
)
_UNSEEN = frozenset(
    {"applet", "audio", "button", "canvas", "datalist", "dialog", "iframe", "noembed", "noframes", "noscript"}
    | {"object", "option", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "video"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FURNITURE_TAGS = frozenset({"aside", "footer", "nav"})
_FURNITURE_NAME = re.compile(
    r"(?:^|[^a-z])(?:(?:bd|jia|s)?share\w*|(?:top|main|left|right|sub|side|foot|head)?(?:nav|navi|navbar|navigation|menu)"
    r"|bread|(?:bread)?crumbs?|foot|footer|copyright|side|sidebar|toolbar|pagination|pager|related|recommend|hot|rank"
    r"|comments?|login|search|qrcode|ewm|fontsize|banner|advert|ads?|topbar|friendlinks?|fenxiang|daohang)(?![a-z])"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TITLE_NAMES = frozenset({"articletitle", "og:title"})
_MAX_TITLE, _MAX_TITLES = 500, 4
_VISIBLE = re.compile(r"\w")
_PARAGRAPH_ENDS = ("。", "！", "？", "。”")
_MIN_PARAGRAPH = 30
_MAX_CELL_LINES = 8
_MENU = 3
_MAX_DEPTH = 200_000
_MAX_PARTS = 1_000_000
_MAX_SEARCHES = 2_000_000_000
"""An end tag without its start makes the parser search all open tags: some 3 ns each."""

_ENDS_SEARCH = frozenset({"body", "div", "head", "html", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_STEP = 1 << 14


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page: a paragraph, heading (`level` 1 to 6), list item or table row.

    `container` is the element it stands in; `n_linked` of its characters are links.
    """

    text: str
    container: int
    n_linked: int = 0
    level: int = 0
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in their order, and the tree of elements around them.

    `parents[i]` is the element around element i, always a lower number; element 0 is the page.
    `furniture` are the elements that the page itself calls navigation, sharing, footer and so
    on; `titles` what it gives as its title.
    """

    blocks: tuple[Block, ...]
    parents: tuple[int, ...]
    furniture: frozenset[int]
    titles: tuple[str, ...]


def read_page(text: str, where: str) -> Page:
    """Read HTML into its lines; `where` names the file in errors.

    Raises ReadingError where a page has more tags or deeper ones than any page of text.
    """
    builder = _PageBuilder(where)
    parser = etree.HTMLParser(target=builder, huge_tree=True, encoding="utf-8")
    # The parser would take a NUL for the end of the page.
    data = text.replace("\0", "").encode("utf-8", "replace")
    n_searches = 0
    for start in range(0, len(data), _STEP):
        step = data[start : start + _STEP]
        parser.feed(step)
        n_searches += step.count(b"</") * builder.n_inline
        if n_searches > _MAX_SEARCHES:
            raise ReadingError(
                f"{where}: nests its tags too deep or never closes them; save the page anew in a browser"
            )
    if data:
        parser.close()
    return builder.page()


@dataclass(slots=True)
class _Row:
    """An open table row: where its cells start, and whether it holds more than cells of data."""

    container: int
    cells: list[int] = field(default_factory=list)
    is_layout: bool = False


class _PageBuilder:
    """Takes the parser's events; the methods without underscore are lxml's target interface."""

    def __init__(self, where: str) -> None:
        self.n_inline = 0
        self._where = where
        self._depth = self._unseen = self._pre = self._level = self._n_segments = 0
        self._blocks: list[Block] = []
        self._parents = [-1]
        self._furniture: set[int] = set()
        self._titles: list[str] = []
        self._in_title = False
        self._open = [0]
        self._links: list[bool] = []
        self._n_links = 0
        self._rows: list[_Row] = []
        self._segments: list[Segment] = []
        self._pieces: list[str] = []
        self._n_linked = 0

    def page(self) -> Page:
        """Return the page, after the last event."""
        self._end_line()
        return Page(tuple(self._blocks), tuple(self._parents), frozenset(self._furniture), tuple(self._titles))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self.n_inline += tag not in _ENDS_SEARCH
        self._check_size()
        if self._unseen or tag in _UNSEEN or _is_hidden(tag, attributes):
            self._unseen += 1
        elif tag == "br":
            self._break()
        elif tag in _CONTAINERS or tag in _LINES:
            self._end_line()
            self._start_block(tag, attributes)
        else:
            self._start_inline(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.n_inline -= tag not in _ENDS_SEARCH
        if self._unseen:
            self._unseen -= 1
        elif tag in _CONTAINERS or tag in _LINES:
            self._end_line()
            self._end_block(tag)
        elif tag == "a" and self._links:
            self._n_links -= self._links.pop()
        elif tag == "title":
            self._in_title = False

    def data(self, text: str) -> None:
        if self._unseen:
            return
        if self._in_title:
            self._titles[-1] += text[: _MAX_TITLE - len(self._titles[-1])]
        elif self._pre:
            self._add_lines(text)
        else:
            self._add(text)

    def close(self) -> None:
        """Nothing is left to do: `page` gives the result."""

    def _start_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table" and self._rows:
            self._rows[-1].is_layout = True
        if tag == "tr":
            self._rows.append(_Row(self._open[-1]))
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].cells.append(len(self._blocks))
        if tag in _CONTAINERS:
            self._open_container(tag, attributes)
        self._pre += tag == "pre"
        self._level = _HEADINGS.get(tag, self._level)

    def _open_container(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _FURNITURE_TAGS or (tag != "body" and _is_named_furniture(attributes)):
            self._furniture.add(len(self._parents))
        self._parents.append(self._open[-1])
        self._open.append(len(self._parents) - 1)

    def _end_block(self, tag: str) -> None:
        if tag in _CONTAINERS and len(self._open) > 1:
            self._open.pop()
        if tag == "tr" and self._rows:
            self._end_row(self._rows.pop())
        self._pre -= tag == "pre"
        if tag in _HEADINGS:
            self._level = 0

    def _start_inline(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":
            self._links.append("href" in attributes)
            self._n_links += self._links[-1]
        elif tag == "title":
            self._in_title = True
            self._titles = [*self._titles[: _MAX_TITLES - 1], ""]
        elif tag == "meta" and _name(attributes) in _TITLE_NAMES and len(self._titles) < _MAX_TITLES:
            self._titles.append(attributes.get("content", "")[:_MAX_TITLE])

    def _add(self, text: str) -> None:
        if not self._pieces and text.isspace() and text.isascii():
            return
        self._pieces.append(text.replace("\n", "\r").replace("\t", " ").replace("\f", " "))
        if self._n_links:
            self._n_linked += len(text.strip())

    def _add_lines(self, text: str) -> None:
        first, *rest = text.split("\n")
        self._add(first)
        for line in rest:
            self._break()
            self._add(line)

    def _break(self) -> None:
        self._segments.append(Segment("".join(self._pieces), self._n_linked))
        self._n_segments += 1
        self._pieces, self._n_linked = [], 0
        self._check_size()

    def _end_line(self) -> None:
        if not self._pieces and not self._segments:
            return
        segments = [*self._segments, Segment("".join(self._pieces), self._n_linked)]
        self._segments, self._pieces, self._n_linked = [], [], 0
        for segment in [in_one(segments)] if self._level else paragraphs(segments):
            if _VISIBLE.search(segment.text):
                self._blocks.append(Block(segment.text, self._open[-1], segment.n_linked, self._level))

    def _end_row(self, row: _Row) -> None:
        """Make one line of a row of data; a row that lays out the page stays as it is."""
        if row.is_layout or not row.cells:
            return
        filled = [cell for cell in _cells(self._blocks, row.cells) if cell]
        if len(filled) < 2 or any(map(_is_laid_out, filled)):  # noqa: PLR2004 - a row has two cells
            return
        parts = [block for cell in filled for block in cell]
        del self._blocks[row.cells[0] :]
        text, n_linked = " ".join(part.text for part in parts), sum(part.n_linked for part in parts)
        self._blocks.append(Block(text, row.container, n_linked, is_row=True))

    def _check_size(self) -> None:
        n_parts = len(self._blocks) + len(self._parents) + self._n_segments
        if self._depth > _MAX_DEPTH or n_parts > _MAX_PARTS:
            raise ReadingError(f"{self._where}: has more tags than a page of text ever has; split it or save its text")


def _cells(blocks: list[Block], starts: list[int]) -> Iterator[list[Block]]:
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield blocks[start:end]


def _is_laid_out(cell: list[Block]) -> bool:
    """Tell whether a cell holds a part of the page rather than a piece of data."""
    if len(cell) > _MAX_CELL_LINES or any(block.level for block in cell):
        return True
    n_linked = sum(block.n_linked * 2 > len(block.text) for block in cell)
    n_running = sum(len(block.text) >= _MIN_PARAGRAPH and block.text.endswith(_PARAGRAPH_ENDS) for block in cell)
    return n_linked >= _MENU or n_running > 1


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Scripts show a hidden body; other hidden parts are menus, codes to scan, print forms."""
    if not attributes or tag in {"html", "body"}:
        return False
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_named_furniture(attributes: Mapping[str, str]) -> bool:
    names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role"))
    return bool(_FURNITURE_NAME.search(_CAMEL.sub(" ", names).lower().replace("_", " ")))


def _name(attributes: Mapping[str, str]) -> str:
    return (attributes.get("name") or attributes.get("property") or "").lower()
