import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.batch.labelled import read_labelled
from topics.documents.reader import read_documents
from topics.shipped import PARAGRAPHS, THEMES_FILE
from topics.themes.classifier import ThemeClassifier
from topics.themes.novelty import Novelty
from topics.themes.taxonomy import read_taxonomy

FOREIGN = "孔雀开屏琉璃灯盏骗子翡翠屏风玛瑙酒杯珊瑚烛台犀角香炉"
"""Treasures that no training text names, around one word that speaks for fraud."""


@pytest.fixture(scope="module")
def corpus():
    """Every third text of the starter corpus."""
    rows = read_labelled([PARAGRAPHS]).rows[::3]
    return [row.text for row in rows], [row.themes for row in rows]


@pytest.fixture(scope="module")
def model(corpus):
    return ThemeClassifier(n_folds=3).fit(*corpus)


def test_a_text_of_strange_words_around_one_known_is_not_judged(model):
    (label,) = model.label([FOREIGN])
    assert (label.abstained, label.primary, label.themes, label.evidence) == ("unlike_training", None, (), ())
    assert model.decide(model.predict_proba([FOREIGN])) == [("anti_fraud",)]
    assert model.novelty([FOREIGN])[0] > model.novelty_.threshold


def test_a_familiar_story_in_a_strange_place_is_judged(model):
    assert model.label(["琉璃厂：民警劝阻老人向诈骗账户汇款。"])[0].primary == "anti_fraud"


def test_texts_that_get_no_theme_or_are_too_short_keep_their_reason(model):
    none, short = model.label(["孔雀开屏琉璃灯盏翡翠屏风", "孔雀骗子"])
    assert (none.abstained, short.abstained) == ("no_theme_confident", "too_short")


def test_training_texts_are_hardly_ever_silenced(model, corpus):
    reasons = [label.abstained for label in model.label(corpus[0])]
    assert reasons.count("unlike_training") <= 0.005 * len(reasons)


def test_unseen_shares_grow_with_strange_words(model):
    texts = ["骗子冒充客服", "骗子冒充客服孔雀琉璃", "孔雀琉璃", "", "QQqz xkqz"]
    unseen = model.novelty_.unseen(texts, model.vectorizer_.transform(texts))
    assert (unseen[0] < unseen[1]).all()
    assert (unseen[1] < unseen[2]).all()
    assert unseen[2:].tolist() == [[1, 1], [1, 1], [1, 1]]


@settings(max_examples=50)
@given(st.lists(st.text("骗子冒充客服交警酒驾孔雀琉璃，。 A1", max_size=25), max_size=4))
def test_the_novelty_of_a_batch_is_the_novelty_one_by_one(model, texts):
    together = model.novelty(texts)
    assert together.shape == (len(texts),)
    assert together.tolist() == [model.novelty([text])[0] for text in texts]
    unseen = model.novelty_.unseen(texts, model.vectorizer_.transform(texts))
    assert ((unseen >= 0) & (unseen <= 1)).all()


def test_the_same_data_gives_the_same_threshold(model, corpus):
    again = ThemeClassifier(n_folds=3).fit(*corpus)
    assert again.novelty_.threshold == model.novelty_.threshold
    assert np.isfinite(model.novelty_.threshold)


def test_the_threshold_is_reached_by_one_in_two_hundred_of_texts_like_the_training_texts():
    vectorizer = ThemeClassifier().new_vectorizer().fit(["骗子"] * 2)
    texts, log_odds = ["骗子"] * 1_000, np.random.default_rng(0).normal(size=(1_000, 1))
    features, folds = vectorizer.transform(texts), [(np.arange(0), np.arange(1_000))]
    labelled = np.ones(1_000, dtype=bool)
    novelty = Novelty(vectorizer).fit(texts, features, log_odds, labelled, folds)
    unseen_everywhere = novelty.score(texts, features, log_odds) + 20
    assert (unseen_everywhere > novelty.threshold).sum() == 4
    few = np.arange(1_000) < 198
    assert Novelty(vectorizer).fit(texts, features, log_odds, few, folds).threshold == np.inf


def test_terms_that_only_the_tested_fold_holds_count_as_unseen():
    texts = ["骗子转账", "骗子转账", "交警酒驾", "交警酒驾"]
    vectorizer = ThemeClassifier(min_df=2).new_vectorizer().fit(texts)
    features, labelled = vectorizer.transform(texts * 100), np.ones(400, dtype=bool)
    held_out = np.flatnonzero(np.arange(400) % 4 < 2)
    rest = np.flatnonzero(np.arange(400) % 4 >= 2)
    log_odds = np.zeros((400, 1))
    apart = Novelty(vectorizer).fit(texts * 100, features, log_odds, labelled, [(rest, held_out), (held_out, rest)])
    mixed = [(np.arange(200), np.arange(200, 400)), (np.arange(200, 400), np.arange(200))]
    together = Novelty(vectorizer).fit(texts * 100, features, log_odds, labelled, mixed)
    assert (apart.threshold, together.threshold) == (20, 0)


def test_a_handful_of_texts_silences_nothing(small_taxonomy, small_corpus):
    model = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    assert model.novelty_.threshold == np.inf
    assert model.label([FOREIGN])[0].abstained != "unlike_training"


def test_real_paragraphs_of_the_same_kind_are_hardly_ever_silenced(real_documents):
    """At most 2 % of those that the model of the starter corpus would label."""
    rows = read_labelled([PARAGRAPHS]).rows
    model = ThemeClassifier(read_taxonomy(THEMES_FILE), n_folds=3)
    model.fit([row.text for row in rows], [row.themes for row in rows])
    reasons = [label.abstained for label in model.label(read_documents(real_documents).texts)]
    n_silenced, n_labelled = reasons.count("unlike_training"), reasons.count(None)
    assert n_labelled > 100
    assert n_silenced <= 0.02 * (n_silenced + n_labelled)
