import numpy as np
import pytest

from topics.features.vectorizer import TextVectorizer
from topics.themes import linear
from topics.themes.folds import grouped_folds
from topics.themes.linear import fit_stacked
from topics.themes.targets import read_targets

SUBJECTS = ["骗子", "交警", "法官", "记者", "游客"]
DEEDS = ["在城里谎称退款", "在路口查处酒驾", "当庭宣读判决", "到现场采访群众", "去公园观看花展"]


@pytest.fixture(scope="module")
def made():
    """1,000 texts whose class is the deed; subjects, which words show best, mostly agree with it."""
    random = np.random.default_rng(0)
    deeds = random.integers(0, 5, 1_000)
    subjects = np.where(random.random(1_000) < 0.7, deeds, random.integers(0, 5, 1_000))
    texts = [f"{SUBJECTS[s]}第{i}天{DEEDS[d]}" for i, (s, d) in enumerate(zip(subjects, deeds, strict=True))]
    return texts, read_targets([str(deed) for deed in deeds], None, len(texts))


def fit(texts, targets):
    vectorizer = TextVectorizer().fit(texts)
    features = vectorizer.transform(texts)
    folds = list(grouped_folds(texts, targets, 3, 0))
    return features, fit_stacked(vectorizer, features, targets.indicator, np.ones(len(texts)), folds, 0.5, 0)


def test_few_texts_are_learned_by_the_first_machine_alone(made, monkeypatch):
    texts, targets = made
    few = read_targets([str(row.argmax()) for row in targets.indicator[:200]], None, 200)
    alone = fit(texts[:200], few)[1]
    monkeypatch.setattr(linear, "_MOST_SHARE", 0.0)
    assert np.array_equal(fit(texts[:200], few)[1].coef, alone.coef)


def test_many_texts_are_learned_by_all_machines(made, monkeypatch):
    joined = fit(*made)[1]
    monkeypatch.setattr(linear, "_MOST_SHARE", 0.0)
    features, alone = fit(*made)
    assert not np.allclose(joined.coef, alone.coef)
    assert joined.margins.shape == (1_000, 5)
    for fitted in (joined, alone):
        assert np.array_equal(
            (features @ fitted.coef.T + fitted.intercept).argmax(axis=1), made[1].indicator.argmax(axis=1)
        )


def test_margins_are_those_of_machines_that_did_not_see_the_text():
    texts = [f"第{i}条甲乙丙丁" for i in range(12)]
    targets = read_targets(["a", "b"] * 6, None, 12)
    assert np.abs(fit(texts, targets)[1].margins).max() < 1
