"""What tests of pages share: a reader of HTML that keeps what they ask about."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

_VOID = frozenset({"meta", "link", "br", "img", "input"})


class PageReader(HTMLParser):
    """Reads a page: its tags, attributes, links, and the text of each original line."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.raw: list[str] = []
        self._raw_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(given)
        self.ids += [str(given["id"])] if "id" in given else []
        self.targets += [str(given["href"]).removeprefix("#")] if "href" in given else []
        if tag not in _VOID:
            self.open.append(tag)
        if given.get("class") == "raw":
            self._raw_depth = len(self.open)
            self.raw.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._raw_depth == len(self.open):
            self._raw_depth = 0
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if self._raw_depth:
            self.raw[-1] += data


@pytest.fixture(scope="session")
def read_page() -> Callable[[str], PageReader]:
    def read(page: str) -> PageReader:
        reader = PageReader()
        reader.feed(page)
        reader.close()
        return reader

    return read
