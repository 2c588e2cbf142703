"""HTML -> Page: its lines, the elements they stand in, and which of those are furniture.

The page is read as a stream of tags, without a tree: time and memory grow with its length
alone, and tags may be nested as deep as they like.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from topics.characters import normalise
from topics.documents.formats.blocks import Block, Row, end_row
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
    {"applet", "audio", "canvas", "datalist", "dialog", "iframe", "noembed", "noframes", "noscript", "object", "rp"}
    | {"script", "style", "svg", "template", "video"}
)
_ASIDE = frozenset({"button", "option", "rt", "select", "textarea"})
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
_LETTER = re.compile(r"\w")
_MAX_DEPTH = 200_000
_MAX_PARTS = 1_000_000
_MAX_SEARCHES = 2_000_000_000
"""An end tag without its start makes the parser search all open tags: some 3 ns each."""

_ENDS_SEARCH = frozenset({"body", "div", "head", "html", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_STEP = 1 << 14


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


class _PageBuilder:
    """Takes the parser's events; the methods without underscore are lxml's target interface."""

    def __init__(self, where: str) -> None:
        self.n_inline = 0
        self._where = where
        self._depth = self._unseen = self._aside = self._pre = self._level = self._n_segments = 0
        self._blocks: list[Block] = []
        self._parents = [-1]
        self._furniture: set[int] = set()
        self._titles: list[str] = []
        self._in_title = False
        self._open = [0]
        self._links: list[bool] = []
        self._n_links = 0
        self._rows: list[Row] = []
        self._segments: list[Segment] = []
        self._pieces: list[str] = []
        self._asides: list[str] = []
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
        elif self._aside or tag in _ASIDE:
            self._aside += 1
            self._asides.append(" ")
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
        elif self._aside:
            self._aside -= 1
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
        if self._aside:
            self._asides.append(text)
        elif self._in_title:
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
            self._rows.append(Row(self._open[-1]))
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
            end_row(self._blocks, self._rows.pop())
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
        if self._pieces or self._segments:
            self._end_text()
        if self._asides:
            self._add_aside(" ".join("".join(self._asides).split()))
            self._asides = []

    def _end_text(self) -> None:
        segments = [*self._segments, Segment("".join(self._pieces), self._n_linked)]
        self._segments, self._pieces, self._n_linked = [], [], 0
        for segment in [in_one(segments)] if self._level else paragraphs(segments):
            if _LETTER.search(segment.text):
                self._blocks.append(Block(segment.text, self._open[-1], segment.n_linked, self._level))
            else:
                self._add_aside(segment.text)

    def _add_aside(self, text: str) -> None:
        """Add a line that is no candidate for the main text, unless nothing of it shows."""
        if any(map(normalise, set(text))):
            self._blocks.append(Block(text, self._open[-1], is_aside=True))

    def _check_size(self) -> None:
        n_parts = len(self._blocks) + len(self._parents) + self._n_segments
        if self._depth > _MAX_DEPTH or n_parts > _MAX_PARTS:
            raise ReadingError(f"{self._where}: has more tags than a page of text ever has; split it or save its text")


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
