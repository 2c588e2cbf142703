import numpy as np
import pytest

from topics.errors import TrainingDataError
from topics.themes.taxonomy import Taxonomy, Theme
from topics.themes.weak import WeakLabels, distinct_texts, label_weakly, text_digest
from topics.words.tokenizer import Tokenizer

Corpus = tuple[list[str], list[list[str]]]


_TAXONOMY = Taxonomy((Theme("fraud", seed_words=("骗子", "诈骗")), Theme("order", seed_words=("交警", "隐患"))))


@pytest.fixture(scope="module")
def labels(small_corpus: Corpus) -> WeakLabels:
    return label_weakly(small_corpus[0], _TAXONOMY, Tokenizer())


def test_texts_are_distinct_hold_letters_and_stand_in_the_order_of_their_digests():
    texts = distinct_texts(["乙", "甲", "", "***", "乙", " \n", "\ud800甲"])
    assert sorted(texts) == ["乙", "甲", "\ud800甲"]
    assert texts == sorted(texts, key=text_digest)


def test_most_given_themes_are_right(labels: WeakLabels, small_corpus: Corpus):
    truth = dict(zip(*small_corpus, strict=True))
    given = [
        (theme, text)
        for text, row in zip(labels.texts, labels.indicator, strict=True)
        for theme, has in zip(_TAXONOMY.ids, row, strict=True)
        if has
    ]
    assert len(given) >= 20
    assert np.mean([theme in truth[text] for theme, text in given]) > 0.7


def test_texts_without_seed_words_are_reached(labels: WeakLabels, small_corpus: Corpus):
    truth = dict(zip(*small_corpus, strict=True))
    unseen = ~labels.votes.given.any(axis=1) & labels.indicator.any(axis=1)
    reached = [text for text, is_unseen in zip(labels.texts, unseen, strict=True) if is_unseen]
    assert any(truth[text] for text in reached)


def test_texts_to_learn_from_have_a_theme_or_no_seed_word(labels: WeakLabels):
    themed = labels.indicator.any(axis=1)
    assert set(np.flatnonzero(themed)) <= set(labels.learned)
    assert not (labels.votes.given[labels.learned].any(axis=1) & ~themed[labels.learned]).any()
    assert not themed[labels.learned].all()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_order_and_repeats_of_texts_change_nothing(small_corpus: Corpus, small_taxonomy: Taxonomy, seed: int):
    texts = small_corpus[0]
    shuffled = [texts[row] for row in np.random.default_rng(seed).permutation(len(texts))]
    first = label_weakly(texts, small_taxonomy, Tokenizer(), seed)
    second = label_weakly([*shuffled, *texts[:5]], small_taxonomy, Tokenizer(), seed)
    assert first.texts == second.texts
    assert first.indicator.tolist() == second.indicator.tolist()
    assert first.learned.tolist() == second.learned.tolist()
    assert first.votes.strength.tolist() == second.votes.strength.tolist()


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param([], "0 different texts", id="none"),
        pytest.param(["", " ", "。"] * 20, "0 different texts", id="empty"),
        pytest.param(["骗子来电"] * 20, "1 different texts", id="repeated"),
        pytest.param([f"第{number}场比赛" for number in range(20)], "no seed word of any theme", id="no-match"),
    ],
)
def test_texts_that_teach_nothing_are_refused(small_taxonomy: Taxonomy, texts: list[str], message: str):
    with pytest.raises(TrainingDataError, match=message):
        label_weakly(texts, small_taxonomy, Tokenizer())


def test_a_theme_whose_seed_words_stand_nowhere_is_given_to_none(small_corpus: Corpus, small_taxonomy: Taxonomy):
    taxonomy = Taxonomy((*small_taxonomy.themes, Theme("dead", seed_words=("龙舟赛",))))
    assert label_weakly(small_corpus[0], taxonomy, Tokenizer()).indicator.sum(axis=0)[2] == 0


@pytest.mark.parametrize("text", ["骗子", "交警"])
def test_a_seed_word_in_every_text_is_no_reason_to_give_up(small_taxonomy: Taxonomy, text: str):
    found = label_weakly([f"{text}说了第{n}句话，{'转账' * (n % 3)}" for n in range(30)], small_taxonomy, Tokenizer())
    assert 0 < found.indicator.any(axis=1).sum() < 30


def test_two_hundred_themes_are_told_apart():
    names = [first + second for first in "东南西北春夏秋冬山水" for second in "桥楼塔亭湖岭村镇港湾"] * 2
    seeds = [f"{name}{'甲' if number < 100 else '乙'}" for number, name in enumerate(names)]
    taxonomy = Taxonomy(tuple(Theme(str(number), seed_words=(seed,)) for number, seed in enumerate(seeds)))
    texts = [f"{seed}的第{copy}次会议{'记录公布' * copy}" for seed in seeds for copy in range(3)]
    found = label_weakly(texts, taxonomy, Tokenizer())
    voted = found.votes.given
    assert voted.sum(axis=0).tolist() == [3] * 200
    assert (found.indicator[voted] == 1).mean() > 0.9
