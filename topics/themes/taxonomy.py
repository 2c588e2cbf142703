"""The themes that people defined: read from a TOML file, never written into code."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path

from topics.errors import TaxonomyError

_LISTS = ("seed_words", "counter_words", "counter_examples")


@dataclass(frozen=True, slots=True)
class Theme:
    """A named class: what belongs to it, and words and sentences that mark its borders.

    `seed_words` suggest the theme; `counter_words` tell that they speak of something else;
    `counter_examples` look like the theme and are not.
    """

    id: str
    name_zh: str = ""
    name_en: str = ""
    definition: str = ""
    seed_words: tuple[str, ...] = ()
    counter_words: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name to show a reader: Chinese, else English, else the id."""
        return self.name_zh or self.name_en or self.id


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """An ordered collection of themes with distinct ids."""

    themes: tuple[Theme, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(theme.id for theme in self.themes)

    @property
    def seed_words(self) -> frozenset[str]:
        """The seed words of all themes."""
        return frozenset(word for theme in self.themes for word in theme.seed_words)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def __contains__(self, theme_id: object) -> bool:
        return theme_id in self.ids

    def name(self, theme_id: str) -> str:
        """Return the name of a theme to show a reader; an unknown id is its own name."""
        return next((theme.name for theme in self.themes if theme.id == theme_id), theme_id)

    def suggest(self, theme_id: str) -> str:
        """Return a hint for a theme id that is not here: the nearest one, or all of them."""
        near = get_close_matches(theme_id, self.ids, n=1)
        return f"did you mean {near[0]!r}?" if near else f"themes are {', '.join(self.ids)}"

    def to_rows(self) -> list[dict[str, object]]:
        """Return plain values, one mapping a theme, as `taxonomy_from_rows` takes them."""
        return [{field.name: _plain(getattr(theme, field.name)) for field in fields(Theme)} for theme in self.themes]


def is_theme_id(name: str) -> bool:
    """Tell whether a name can be that of a theme: no spaces, and no | which joins names in CSV."""
    return bool(name) and name == "".join(name.split()) and "|" not in name


def bare_taxonomy(ids: Iterable[str]) -> Taxonomy:
    """Return a taxonomy of themes of which only the ids are known."""
    return Taxonomy(tuple(Theme(theme_id) for theme_id in ids))


def read_taxonomy(path: str | Path) -> Taxonomy:
    """Read a themes file: TOML with one `[[themes]]` table a theme.

    Only `id` is required. Raises TaxonomyError, naming the file and the theme.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TaxonomyError(f"{path}: cannot be read as TOML ({error})") from error
    rows = data.get("themes")
    if not isinstance(rows, list) or not rows:
        raise TaxonomyError(f"{path}: holds no [[themes]] tables; see seeds/themes.toml for the form")
    return taxonomy_from_rows(rows, str(path))


def taxonomy_from_rows(rows: Sequence[Mapping[str, object]], source: str) -> Taxonomy:
    """Make a taxonomy of plain mappings, checking each; `source` is named in errors."""
    themes = tuple(_theme(row, number, source) for number, row in enumerate(rows, start=1))
    ids = [theme.id for theme in themes]
    for theme_id in ids:
        if ids.count(theme_id) > 1:
            raise TaxonomyError(f"{source}: the theme id {theme_id!r} stands twice; give each theme its own")
    return Taxonomy(themes)


def _theme(row: Mapping[str, object], number: int, source: str) -> Theme:
    theme_id = row.get("id")
    if not isinstance(theme_id, str) or not is_theme_id(theme_id):
        raise TaxonomyError(f"{source}: theme {number}: id {theme_id!r} is not a name without spaces and |")
    known = {field.name for field in fields(Theme)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise TaxonomyError(
            f"{source}: theme {theme_id!r}: unknown key {unknown[0]!r}; keys are {', '.join(sorted(known))}"
        )
    for key, value in row.items():
        _check(value, list if key in _LISTS else str, f"{source}: theme {theme_id!r}: {key}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Theme(**values)  # type: ignore[arg-type]  # the keys and the kinds of value are checked above


def _check(value: object, kind: type, where: str) -> None:
    wrong_item = isinstance(value, list) and any(not isinstance(item, str) or not item for item in value)
    if not isinstance(value, kind) or wrong_item:
        raise TaxonomyError(f"{where} is not {'a list of words' if kind is list else 'a string'}")


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
