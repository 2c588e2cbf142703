"""Word (.docx) -> Document: paragraphs, tables, text boxes and notes in the order of the file.

The parts are parsed with lxml itself: python-docx loads every picture, stumbles over the
dangling relations that other programs leave ("NULL"), and its objects know no text boxes,
content controls, ruby or notes. Elements are told by their local names, which are the same
in both dialects of the format (ISO/IEC 29500 transitional and strict).
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lxml import etree

from topics.documents.formats.bundle import ARCHIVE_ERRORS, ENCRYPTED, METHODS, ArchiveFile
from topics.errors import ReadingError
from topics.types import Document

MAX_PART_BYTES = 32 * 2**20
"""The longest XML part: some 30,000 paragraphs; parsed it takes many times as much memory."""

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""How .doc files start, and .docx files that have a password."""

_STEP = 2**16
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_HEADING = re.compile(r"(?:heading|标题) ?([1-6])")
_TITLES = {"title": 1, "标题": 1, "subtitle": 2, "副标题": 2}
_MAX_LEVEL = 6
_MAX_STYLE_CHAIN = 20
_UNSEEN = frozenset({"pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "Fallback", "del", "moveFrom"})
"""Properties, the copy of a text box for old programs, and what a revision took out."""

_LINE_BREAKS = str.maketrans("\r\n", "  ")


@dataclass(frozen=True, slots=True)
class _Block:
    """One paragraph or table row; `level` is that of a heading, 0 for other text."""

    text: str
    level: int = 0


class _Package:
    """The XML parts of an opened .docx, each within its limits."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path

    def part(self, name: str) -> etree._Element | None:
        """Return the root of a part, None where there is none."""
        if name not in self._archive.NameToInfo:
            return None
        member = self._archive.getinfo(name)
        if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
            raise ReadingError(f"{self._path}: is encrypted or oddly packed; save it anew in Word")
        if member.file_size > MAX_PART_BYTES:
            raise ReadingError(f"{self._path}: holds more than {MAX_PART_BYTES >> 20} MB of text; split it")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        with self._archive.open(member) as file:
            # In steps, as ArchiveFile wants it.
            data = b"".join(iter(partial(file.read, _STEP), b""))
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise ReadingError(f"{self._path}: declares entities, which no Word file does; save it anew in Word")
        return root

    def related(self, source: str) -> dict[str, str]:
        """Map the kind of each part that a part points to, such as "styles", to its name."""
        folder, file = posixpath.split(source)
        relations = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, str] = {}
        for relation in () if relations is None else relations:
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            found.setdefault(posixpath.basename(relation.get("Type", "")), target.lstrip("/"))
        return found


def read_docx(path: Path, name: str) -> Document:
    """Read a Word file, a block a line, headings marked by their level; notes stand at the end.

    Raises ReadingError where the file is not .docx, broken, encrypted or larger than allowed.
    """
    try:
        with ArchiveFile(path) as file, zipfile.ZipFile(file) as archive:
            lines = [_line(block) for block in _document_blocks(_Package(archive, path), path)]
    except OSError as error:
        raise ReadingError(f"{path}: cannot be read ({error.strerror or error})") from error
    except RecursionError as error:
        raise ReadingError(f"{path}: is nested too deeply; open it in Word and save it as plain text") from error
    except (*ARCHIVE_ERRORS, etree.XMLSyntaxError) as error:
        raise ReadingError(f"{path}: {_problem(path)}") from error
    return Document(name, path, "\n".join(lines), "docx")


def _problem(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(len(_COMPOUND_FILE))
    if start == _COMPOUND_FILE:
        return "is encrypted or an old .doc; save it as .docx without a password"
    return "is broken or not a Word file; open it in Word and save it as .docx"


def _line(block: _Block) -> str:
    return f"{'#' * block.level} {block.text}" if block.level else block.text


def _document_blocks(package: _Package, path: Path) -> Iterator[_Block]:
    main = package.related("").get("officeDocument", "")
    root = package.part(main)
    if root is None or _tag(root) != "document":
        raise ReadingError(f"{path}: holds no Word text; open it in Word and save it as .docx")
    related = package.related(main)
    levels = _style_levels(package.part(related.get("styles", "")))
    yield from _blocks(root, levels)
    for kind, tag in _NOTES.items():
        notes = package.part(related.get(kind, ""))
        for note in () if notes is None else notes:
            # Separators between text and notes are notes too, with a type.
            if _tag(note) == tag and _attribute(note, "type") in {"", "normal"}:
                yield from _blocks(note, levels)


def _blocks(parent: etree._Element, levels: Mapping[str, int]) -> Iterator[_Block]:
    for child in parent:
        match _tag(child):
            case "p":
                yield from _paragraph(child, levels)
            case "tbl":
                yield from _table(child, levels)
            case tag if tag not in _UNSEEN:
                yield from _blocks(child, levels)


def _paragraph(paragraph: etree._Element, levels: Mapping[str, int]) -> Iterator[_Block]:
    """A paragraph, as several lines where the writer broke it, then the text boxes anchored in it."""
    level = _level(paragraph, levels)
    lines = [line for line in "".join(_inline(paragraph)).split("\n") if line.strip()]
    if level and lines:
        yield _Block(" ".join(line.strip() for line in lines), level)
    else:
        yield from map(_Block, lines)
    for box in _boxes(paragraph):
        yield from _blocks(box, levels)


def _inline(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        match _tag(child):
            case "t":
                yield (child.text or "").translate(_LINE_BREAKS)
            case "tab":
                yield "\t"
            case "br" | "cr":
                yield "" if _attribute(child, "type") in {"page", "column"} else "\n"
            case "noBreakHyphen":
                yield "-"
            case "ruby":
                yield from _ruby(child)
            case tag if tag not in _UNSEEN and tag != "txbxContent":
                yield from _inline(child)


def _ruby(ruby: etree._Element) -> Iterator[str]:
    """The characters, then the note that stands above them in brackets: 進(jìn)."""
    parts = {_tag(child): "".join(_inline(child)) for child in ruby}
    note = parts.get("rt", "")
    yield parts.get("rubyBase", "") + (f"({note})" if note else "")


def _boxes(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if _tag(child) == "txbxContent":
            yield child
        elif _tag(child) not in _UNSEEN:
            yield from _boxes(child)


def _table(table: etree._Element, levels: Mapping[str, int]) -> Iterator[_Block]:
    """Rows, cells joined by a space; a lone cell that lays out a page keeps its paragraphs."""
    for row in _found(table, "tr"):
        cells = [[*_blocks(cell, levels)] for cell in _found(row, "tc") if not _is_continued(cell)]
        filled = [blocks for blocks in cells if blocks]
        if len(filled) == 1:
            yield from filled[0]
        elif filled:
            yield _Block(" ".join(block.text.strip() for blocks in filled for block in blocks))


def _found(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows or cells, also inside content controls, but not those of tables in a cell."""
    for child in parent:
        if _tag(child) == tag:
            yield child
        elif _tag(child) not in _UNSEEN and _tag(child) not in {"tc", "tbl", "p"}:
            yield from _found(child, tag)


def _is_continued(cell: etree._Element) -> bool:
    """Tell whether a cell is merged into the one above it or before it."""
    merges = _properties(cell, "tcPr", {"vMerge", "hMerge"})
    return any(_attribute(merge, "val") in {"", "continue"} for merge in merges)


def _level(paragraph: etree._Element, levels: Mapping[str, int]) -> int:
    found = {_tag(element): _attribute(element, "val") for element in _properties(paragraph, "pPr", _LEVEL_PROPERTIES)}
    if "outlineLvl" in found:
        return _outline_level(found["outlineLvl"])
    return levels.get(found.get("pStyle", ""), 0)


_LEVEL_PROPERTIES = frozenset({"outlineLvl", "pStyle"})


def _outline_level(value: str) -> int:
    """Return 1 to 6 for outline levels from "0" on, 0 for running text ("9")."""
    return min(int(value) + 1, _MAX_LEVEL) if value in set("012345678") else 0


def _style_levels(styles: etree._Element | None) -> dict[str, int]:
    """Map the styles that are headings, by name, outline level or descent, to their level."""
    own: dict[str, int | None] = {}
    parents: dict[str, str] = {}
    for style in () if styles is None else styles:
        identity = _attribute(style, "styleId")
        own[identity] = _own_level(style)
        parents[identity] = next((_attribute(child, "val") for child in style if _tag(child) == "basedOn"), "")
    levels = {identity: _inherited_level(identity, own, parents) for identity in own}
    return {identity: level for identity, level in levels.items() if level}


def _own_level(style: etree._Element) -> int | None:
    for outline in _properties(style, "pPr", {"outlineLvl"}):
        return _outline_level(_attribute(outline, "val"))
    name = next((_attribute(child, "val") for child in style if _tag(child) == "name"), "").lower()
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match else _TITLES.get(name)


def _inherited_level(identity: str, own: Mapping[str, int | None], parents: Mapping[str, str]) -> int:
    # Bounded: hostile styles may descend from each other in a circle.
    for _ in range(_MAX_STYLE_CHAIN):
        level = own.get(identity)
        if level is not None:
            return level
        identity = parents.get(identity, "")
    return 0


def _properties(element: etree._Element, group: str, tags: Iterable[str]) -> list[etree._Element]:
    return [found for child in element if _tag(child) == group for found in child if _tag(found) in tags]


def _tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")
