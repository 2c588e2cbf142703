import numpy as np
import pytest

from topics.errors import TrainingDataError
from topics.themes.taxonomy import Taxonomy, Theme
from topics.themes.votes import Votes
from topics.themes.weak import WeakLabels, _learned_rows, distinct_texts, label_weakly, text_digest
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


def test_texts_without_seed_words_are_reached():
    people, places = "赵钱孙李周吴", ("车站", "广场", "校门", "菜场")
    callers, catches = ("骗子", "客服", "银行", "法官"), ("酒驾", "隐患", "闯灯", "超员")
    rows = [(f"{who}女士接到电话，对方自称{caller}，要她转账到账户", "fraud") for who in people for caller in callers]
    rows += [
        (f"{who}警官在{place}值勤，查处{what}一起", "order") for who in people for place in places for what in catches
    ]
    rows += [(f"{who}教练说，{place}边的球场今晚有比赛", "") for who in people for place in places]
    truth = dict(rows)
    found = label_weakly(truth, _TAXONOMY, Tokenizer())
    reached = [
        truth[text] == theme
        for text, voted, given in zip(found.texts, found.votes.given, found.indicator, strict=True)
        for theme, has_vote, has in zip(_TAXONOMY.ids, voted, given, strict=True)
        if has and not has_vote
    ]
    assert len(reached) >= 8
    assert np.mean(reached) > 0.9


def test_texts_to_learn_from_have_a_theme_or_no_seed_word(labels: WeakLabels):
    themed = labels.indicator.any(axis=1)
    assert set(np.flatnonzero(themed)) <= set(labels.learned)
    assert not (labels.votes.given[labels.learned].any(axis=1) & ~themed[labels.learned]).any()
    assert not themed[labels.learned].all()


def test_a_text_with_a_vote_is_never_learned_as_one_without_a_theme():
    strength = np.array([[1.0], [0.5], [0.0], [0.0]])
    votes = Votes(strength, {}, np.zeros(1, dtype=np.int64), {})
    indicator = np.array([[1], [0], [0], [0]])
    near = np.array([[True], [False], [True], [False]])
    assert _learned_rows(indicator, votes, near, np.random.default_rng(0)).tolist() == [0, 3]


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
