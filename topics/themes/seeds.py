"""Where the seed words of themes stand in a text, and which counter-words cancel them."""

from dataclasses import dataclass

from topics.characters import fold
from topics.errors import TrainingDataError
from topics.themes.taxonomy import Taxonomy

_WINDOW = 30
"""Characters on each side of a seed word in which a counter-word cancels it: about a sentence."""

_MASK = "，"
"""What stands in place of a masked seed word: a character that is no part of any word."""


@dataclass(frozen=True, slots=True)
class SeedHit:
    """A seed word of theme number `theme` at `start` to `end` of a compact text."""

    theme: int
    seed: str
    start: int
    end: int
    cancelled: bool


class SeedFinder:
    """Finds the seed words of all themes in one pass over a text.

    `seeds` (n_themes) holds the seed words of each theme, folded and without spaces; `owners`
    the themes of each seed word. Raises TrainingDataError for a theme without seed words.

    >>> finder = SeedFinder(Taxonomy((Theme("fraud", seed_words=("骗子",), counter_words=("票房",)),)))
    >>> [hit.cancelled for hit in finder.find("骗子冒充客服")], finder.mask("骗子冒充客服")
    ([False], '，冒充客服')
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.seeds = [_compact_words(theme.seed_words) for theme in taxonomy]
        self._counters = [_compact_words(theme.counter_words) for theme in taxonomy]
        bare = [theme.id for theme, seeds in zip(taxonomy, self.seeds, strict=True) if not seeds]
        if bare:
            raise TrainingDataError(f"no seed words in the theme {bare[0]!r}; give it some, or label texts")
        self.owners: dict[str, list[int]] = {}
        for theme, seeds in enumerate(self.seeds):
            for seed in seeds:
                self.owners.setdefault(seed, []).append(theme)
        self._by_start: dict[str, list[str]] = {}
        for seed in self.owners:
            self._by_start.setdefault(seed[0], []).append(seed)

    def find(self, text: str) -> list[SeedHit]:
        """Return every seed word at every place of a compact text, overlapping ones too."""
        return [
            SeedHit(theme, seed, start, start + len(seed), self._is_cancelled(theme, text, start, start + len(seed)))
            for start, seed in self._places(text)
            for theme in self.owners[seed]
        ]

    def mask(self, text: str) -> str:
        """Return a compact text with a comma in place of each run of seed words."""
        parts: list[str] = []
        end = 0
        for start, seed in self._places(text):
            if start >= end:
                parts += [text[end:start], _MASK]
            end = max(end, start + len(seed))
        return "".join([*parts, text[end:]])

    def _places(self, text: str) -> list[tuple[int, str]]:
        return [
            (start, seed)
            for start, character in enumerate(text)
            for seed in self._by_start.get(character, ())
            if text.startswith(seed, start)
        ]

    def _is_cancelled(self, theme: int, text: str, start: int, end: int) -> bool:
        around = text[max(0, start - _WINDOW) : end + _WINDOW]
        return any(counter in around for counter in self._counters[theme])


def compact(text: str) -> str:
    """Return a text folded and without white space: the form in which seed words are sought."""
    return "".join(fold(text).split())


def _compact_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(map(compact, words)) if word)
