import numpy as np
import pytest
from sklearn.base import clone

from topics.discovery.model import OUTLIER, TopicModel
from topics.errors import InputError, MissingExtraError

_SUBJECTS = {
    "fish": ("渔民", "渔船", "海鱼", "渔港", "出海"),
    "wheat": ("小麦", "收割机", "麦田", "农民", "粮仓"),
    "train": ("高铁", "车站", "乘客", "列车", "铁路"),
    "film": ("电影", "导演", "票房", "观众", "演员"),
}


def _texts(n: int) -> tuple[list[str], list[str]]:
    """Texts that name three words of one subject each, and their subjects."""
    rng = np.random.default_rng(0)
    subjects = [list(_SUBJECTS)[row % len(_SUBJECTS)] for row in range(n)]
    words = [rng.choice(_SUBJECTS[subject], size=3, replace=False) for subject in subjects]
    return [f"{a}和{b}，还有{c}。第{row}篇" for row, (a, b, c) in enumerate(words)], subjects


def _purity(found: np.ndarray, truth: list[str]) -> float:
    """The share of texts that belong to the commonest subject of their topic."""
    counts = [np.unique(np.array(truth)[found == topic], return_counts=True)[1].max() for topic in np.unique(found)]
    return sum(counts) / len(truth)


@pytest.fixture(scope="module")
def small() -> tuple[list[str], list[str], TopicModel]:
    texts, subjects = _texts(80)
    return texts, subjects, TopicModel(n_topics=4).fit(texts)


def test_a_small_corpus_is_split_by_subject(small: tuple[list[str], list[str], TopicModel]):
    _, subjects, model = small
    assert model.method_ == "nmf"
    assert _purity(model.labels_, subjects) > 0.95


def test_predict_gives_the_labels_of_fit_one_by_one(small: tuple[list[str], list[str], TopicModel]):
    texts, _, model = small
    assert (model.predict(texts) == model.labels_).all()
    assert [model.predict([text])[0] for text in texts[:10]] == model.labels_[:10].tolist()


def test_topics_are_described_largest_first(small: tuple[list[str], list[str], TopicModel]):
    texts, _, model = small
    assert sum(topic.size for topic in model.topics_) == len(texts)
    assert [topic.size for topic in model.topics_] == sorted((topic.size for topic in model.topics_), reverse=True)
    for topic in model.topics_:
        assert any(set(topic.keywords[:5]) <= set(words) for words in _SUBJECTS.values())
        assert all(model.labels_[row] == topic.id for row in topic.examples)


def test_a_text_without_known_words_is_an_outlier(small: tuple[list[str], list[str], TopicModel]):
    assert small[2].predict(["，。！", "量子纠缠"]).tolist() == [OUTLIER, OUTLIER]


def test_the_same_texts_give_the_same_topics(small: tuple[list[str], list[str], TopicModel]):
    texts, _, model = small
    again = clone(model).fit(texts)
    assert (again.labels_ == model.labels_).all()
    assert again.topics_ == model.topics_


@pytest.mark.parametrize(
    "texts", [[], ["一段文字"], ["，。"] * 9, ["同一段话"] * 9], ids=["none", "one", "marks", "copies"]
)
def test_hardly_any_text_does_not_break_it(texts: list[str]):
    model = TopicModel().fit(texts)
    assert len(model.labels_) == len(model.predict(texts)) == len(texts)


def test_one_str_is_refused():
    with pytest.raises(InputError, match="list of str"):
        TopicModel().fit("一段文字")


def test_a_missing_extra_names_the_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "bertopic", None)
    with pytest.raises(MissingExtraError, match="pip install --no-deps bertopic"):
        TopicModel(method="bertopic").fit(_texts(80)[0])


@pytest.mark.slow
def test_a_larger_corpus_is_split_by_bertopic_and_repeats():
    texts, subjects = _texts(400)
    model = TopicModel().fit(texts)
    assert model.method_ == "bertopic"
    inside = model.labels_ != OUTLIER
    assert inside.mean() > 0.7
    assert (
        _purity(model.labels_[inside], [subject for subject, kept in zip(subjects, inside, strict=True) if kept]) > 0.9
    )
    assert (model.predict(texts)[inside] == model.labels_[inside]).mean() > 0.9
    assert (clone(model).fit(texts).labels_ == model.labels_).all()
