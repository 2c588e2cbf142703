import numpy as np
import pytest

from topics.themes.prevalence import estimate_sizes


def _sample(share: float, seen: float, n: int = 4000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Margins of texts of which `share` have a theme, and votes for `seen` of those."""
    random = np.random.default_rng(seed)
    truth = random.random(n) < share
    margins = random.normal(np.where(truth, 1.5, -1.5), 0.6)
    return margins[:, None], (truth & (random.random(n) < seen))[:, None]


@pytest.mark.parametrize(("share", "seen"), [(0.1, 0.4), (0.1, 0.7), (0.3, 0.4), (0.05, 0.5)])
def test_a_share_seen_tells_how_many_there_are(share: float, seen: float):
    (size,) = estimate_sizes(*_sample(share, seen))
    assert size == pytest.approx(4000 * share, rel=0.35)


def test_a_theme_without_votes_is_given_to_none():
    margins, given = _sample(0.1, 0.4)
    sizes = estimate_sizes(np.hstack([margins, margins]), np.hstack([given, np.zeros_like(given)]))
    assert sizes[0] > 0
    assert sizes[1] == 0


def test_few_votes_lean_on_the_other_themes():
    margins, given = _sample(0.2, 0.5)
    few = np.zeros_like(given)
    few[np.flatnonzero(given)[:3]] = True
    sizes = estimate_sizes(np.hstack([margins, np.zeros_like(margins)]), np.hstack([given, few]))
    assert 2 <= sizes[1] <= 12


def test_votes_for_every_text_leave_some_without_the_theme():
    assert estimate_sizes(np.full((20, 1), -1.0), np.ones((20, 1), dtype=bool)).tolist() == [16]
