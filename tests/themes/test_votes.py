import numpy as np

from topics.themes.seeds import SeedFinder
from topics.themes.taxonomy import Taxonomy, Theme
from topics.themes.votes import Votes, count_votes

_TAXONOMY = Taxonomy(
    (
        Theme("fraud", seed_words=("诈骗", "刷单", "反诈"), counter_words=("票房",)),
        Theme("crime", seed_words=("团伙", "诈骗")),
    )
)


def _count(*texts: str) -> Votes:
    return count_votes(texts, SeedFinder(_TAXONOMY))


def test_only_texts_with_seed_words_vote():
    votes = _count("刷单骗局", "盗窃团伙", "花开了")
    assert votes.given.tolist() == [[True, False], [False, True], [False, False]]
    assert votes.masked == {0: "，骗局", 1: "盗窃，"}


def test_a_rare_seed_word_weighs_more_than_a_common_one():
    votes = _count("刷单", "反诈", "反诈", "反诈", "花")
    assert votes.strength[0, 0] > votes.strength[1, 0] > 0


def test_a_seed_word_of_two_themes_is_shared():
    votes = _count("诈骗", "刷单", "花", "草")
    assert votes.strength[0].tolist() == [votes.strength[1, 0] / 2] * 2


def test_two_seed_words_say_more_than_one_said_twice():
    votes = _count("刷单反诈", "刷单刷单", "花", "草")
    assert votes.strength[0, 0] > votes.strength[1, 0]


def test_a_long_text_counts_less():
    votes = _count("刷单", "刷单" + "花" * 600, "草")
    np.testing.assert_allclose(votes.strength[1, 0] * 2, votes.strength[0, 0], rtol=0.01)


def test_cancelled_seed_words_are_masked_and_counted_but_do_not_vote():
    votes = _count("刷单影片的票房", "刷单", "花")
    assert votes.strength[0].tolist() == [0, 0]
    assert votes.n_cancelled.tolist() == [1, 0]
    assert votes.masked[0] == "，影片的票房"
    assert votes.n_rows == {(0, "刷单"): 1}
