"""Where labels and truth part: which theme is taken for which, and the mistakes to look at first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from topics.types import Label, LabelledText

N_WORST = 20


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many rows of each true theme were given each primary: `counts[true][given]`.

    `themes` names rows and columns, None for no theme.
    """

    themes: tuple[str | None, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that was labelled wrong; `row` counts from 1.

    `wrong`: the primary `theme` is none of the true themes, `score` its probability.
    `missed`: the true `theme` was not given, `score` its probability.
    """

    kind: Literal["wrong", "missed"]
    row: int
    text: str
    truth: tuple[str, ...]
    given: tuple[str, ...]
    theme: str
    score: float

    @property
    def sureness(self) -> float:
        """How far the probability is on the wrong side: 1 is the worst."""
        return self.score if self.kind == "wrong" else 1 - self.score


def confuse(labels: Sequence[Label], truth: Sequence[LabelledText], themes: Sequence[str]) -> Confusion:
    """Count true themes against primaries.

    A row with several true themes counts under the one that was given, if it is among them, else
    under the first: what stands off the diagonal is wrong.
    """
    cells = Counter((_true_theme(label, row), label.primary) for label, row in zip(labels, truth, strict=True))
    names = (*themes, None)
    return Confusion(names, tuple(tuple(cells[true, given] for given in names) for true in names))


def worst_mistakes(labels: Sequence[Label], truth: Sequence[LabelledText], limit: int = N_WORST) -> tuple[Mistake, ...]:
    """Return the mistakes that the model was surest of, the surest first.

    Half of them are wrong primaries, half missed themes of other rows, one a row; where one
    kind is short the other fills up.
    """
    rows = list(enumerate(zip(labels, truth, strict=True), start=1))
    wrong = _surest(_wrong_primary(number, label, row) for number, (label, row) in rows)
    missed = _surest(_missed_theme(number, label, row) for number, (label, row) in rows)
    n_wrong = min(len(wrong), max(limit // 2, limit - len(missed)))
    return tuple(_surest([*wrong[:n_wrong], *missed[: limit - n_wrong]]))


def _true_theme(label: Label, row: LabelledText) -> str | None:
    if label.primary in row.themes:
        return label.primary
    return row.themes[0] if row.themes else None


def _surest(mistakes: Iterable[Mistake | None]) -> list[Mistake]:
    return sorted((mistake for mistake in mistakes if mistake), key=lambda mistake: (-mistake.sureness, mistake.row))


def _wrong_primary(number: int, label: Label, row: LabelledText) -> Mistake | None:
    if label.primary is None or label.primary in row.themes:
        return None
    score = label.scores[label.primary]
    return Mistake("wrong", number, row.text, row.themes, label.themes, label.primary, score)


def _missed_theme(number: int, label: Label, row: LabelledText) -> Mistake | None:
    missed = [theme for theme in row.themes if theme not in label.themes]
    if not missed or (label.primary is not None and label.primary not in row.themes):
        return None
    theme = min(missed, key=lambda missed_theme: label.scores[missed_theme])
    return Mistake("missed", number, row.text, row.themes, label.themes, theme, label.scores[theme])
