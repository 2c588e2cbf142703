"""What seed words did, theme by theme: what they matched, missed and confused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.themes.associations import associated_words
from topics.themes.seeds import compact
from topics.themes.taxonomy import Taxonomy, Theme
from topics.themes.votes import Votes
from topics.themes.weak import WeakLabels
from topics.words.tokenizer import Tokenizer

_MAX_SUGGESTIONS = 10
_MAX_CONFLICTS = 3
_MAX_NEAR_MISSES = 10


@dataclass(frozen=True, slots=True)
class ThemeAudit:
    """One row of the audit of a taxonomy's seed words.

    `n_matched` texts hold a seed word of the theme, which is `coverage` of all; in `n_cancelled`
    more, counter-words cancelled it; `n_labelled` were given the theme for the model to learn.
    `conflicts` names the themes whose seed words stand in the same texts, with how many;
    `dead_seeds` stand in no text; `suggestions` are the words that set the theme's texts apart and
    are no seed words yet; `near_misses` the ids of texts that the model, not having seen them,
    gives the theme although no seed word stands there, surest first, of `n_near_misses`.
    """

    theme: str
    n_seeds: int
    n_matched: int
    coverage: float
    n_cancelled: int
    n_labelled: int
    conflicts: tuple[str, ...]
    dead_seeds: tuple[str, ...]
    suggestions: tuple[str, ...]
    n_near_misses: int
    near_misses: tuple[str, ...]


def audit_seeds(
    labels: WeakLabels,
    taxonomy: Taxonomy,
    given: Mapping[str, npt.NDArray[np.float64]],
    ids: Mapping[str, str],
    tokenizer: Tokenizer,
) -> list[ThemeAudit]:
    """Return one row for each theme of the taxonomy, in its order.

    `given` holds, for each theme that the model knows, how sure it is of each learned row: a
    held-out probability where it gives the theme, else 0. `ids` names each text.
    """
    words = [tokenizer.words(labels.texts[row]) for row in labels.learned]
    return [
        _audit(theme, column, labels, words, given.get(theme.id, np.zeros(len(words))), taxonomy, ids)
        for column, theme in enumerate(taxonomy)
    ]


def _audit(
    theme: Theme,
    column: int,
    labels: WeakLabels,
    words: Sequence[Sequence[str]],
    sureness: npt.NDArray[np.float64],
    taxonomy: Taxonomy,
    ids: Mapping[str, str],
) -> ThemeAudit:
    votes = labels.votes
    n_matched = int(votes.given[:, column].sum())
    missed = _near_misses(sureness, votes.given[labels.learned, column])
    seeds = tuple(dict.fromkeys(theme.seed_words))
    return ThemeAudit(
        theme=theme.id,
        n_seeds=len(seeds),
        n_matched=n_matched,
        coverage=round(n_matched / len(labels.texts), 4),
        n_cancelled=int(votes.n_cancelled[column]),
        n_labelled=int(labels.indicator[:, column].sum()),
        conflicts=_conflicts(votes, column, taxonomy),
        dead_seeds=tuple(seed for seed in seeds if not votes.n_rows.get((column, compact(seed)))),
        suggestions=_suggestions(theme, labels.indicator[labels.learned, column] > 0, words, taxonomy),
        n_near_misses=len(missed),
        near_misses=tuple(ids[labels.texts[labels.learned[row]]] for row in missed[:_MAX_NEAR_MISSES]),
    )


def _conflicts(votes: Votes, column: int, taxonomy: Taxonomy) -> tuple[str, ...]:
    shared = votes.given[votes.given[:, column]].sum(axis=0)
    others = Counter({theme: int(count) for theme, count in zip(taxonomy.ids, shared, strict=True) if count})
    del others[taxonomy.ids[column]]
    return tuple(f"{theme} {count}" for theme, count in others.most_common(_MAX_CONFLICTS))


def _suggestions(
    theme: Theme, inside: npt.NDArray[np.bool_], words: Sequence[Sequence[str]], taxonomy: Taxonomy
) -> tuple[str, ...]:
    known = {compact(word) for word in (*taxonomy.seed_words, *theme.counter_words)}
    found = associated_words(
        (text for text, is_inside in zip(words, inside, strict=True) if is_inside),
        (text for text, is_inside in zip(words, inside, strict=True) if not is_inside),
    )
    return tuple(word for word in found if compact(word) not in known)[:_MAX_SUGGESTIONS]


def _near_misses(sureness: npt.NDArray[np.float64], voted: npt.NDArray[np.bool_]) -> list[int]:
    missed = np.where(voted, 0, sureness)
    return [int(row) for row in np.argsort(-missed, kind="stable") if missed[row] > 0]
