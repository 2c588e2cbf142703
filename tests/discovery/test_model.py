import pickle
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score

from tests.discovery.conftest import SUBJECTS, WordEncoder, purity, subject_texts
from topics.discovery import clusters
from topics.discovery.model import OUTLIER, TopicModel
from topics.errors import InputError, MissingExtraError
from topics.features.vectors import have_word_vectors
from topics.themes.taxonomy import Taxonomy, Theme

_TAXONOMY = Taxonomy(
    (
        Theme("sea", "渔业", seed_words=("渔船", "渔民", "海鱼")),
        Theme("space", "航天", seed_words=("飞船", "火箭")),
        Theme("cinema", "影视", seed_words=("电影", "票房", "演员")),
    )
)


@pytest.fixture(scope="module", params=["graph", "nmf"])
def fitted(request: pytest.FixtureRequest, encoder: WordEncoder) -> tuple[list[str], list[str], TopicModel]:
    texts, subjects = subject_texts(120)
    return texts, subjects, TopicModel(_TAXONOMY, method=request.param, n_topics=4, encoder=encoder).fit(texts)


def test_texts_are_split_by_subject(fitted: tuple[list[str], list[str], TopicModel]):
    _, subjects, model = fitted
    inside = model.labels_ != OUTLIER
    assert inside.mean() > 0.85
    assert purity(model.labels_[inside], np.array(subjects)[inside]) > 0.95


def test_predict_gives_the_labels_of_fit_one_by_one(fitted: tuple[list[str], list[str], TopicModel]):
    texts, _, model = fitted
    assert (model.predict(texts) == model.labels_).all()
    assert [model.predict([text])[0] for text in texts] == model.labels_.tolist()
    assert (model.predict(texts[::-1]) == model.labels_[::-1]).all()


def test_the_order_of_texts_changes_nothing(fitted: tuple[list[str], list[str], TopicModel]):
    texts, _, model = fitted
    order = np.random.default_rng(1).permutation(len(texts)).tolist()
    again = clone(model).fit([texts[row] for row in order])
    assert (again.labels_ == model.labels_[order]).all()
    for topic, other in zip(model.topics_, again.topics_, strict=True):
        assert (topic.id, topic.size, topic.keywords, topic.name) == (other.id, other.size, other.keywords, other.name)
        if topic.id != OUTLIER:
            assert [texts[row] for row in topic.examples] == [texts[order[row]] for row in other.examples]
    assert again.quality_ == model.quality_


def test_equal_texts_get_equal_topics(encoder: WordEncoder):
    texts = subject_texts(60)[0] * 3
    model = TopicModel(encoder=encoder).fit(texts)
    assert (model.labels_.reshape(3, 60) == model.labels_[:60]).all()
    assert sum(topic.size for topic in model.topics_) == 180
    assert model.quality_.n_texts == 60


def test_topics_are_described_largest_first(fitted: tuple[list[str], list[str], TopicModel]):
    texts, _, model = fitted
    inside = [topic for topic in model.topics_ if topic.id != OUTLIER]
    assert [topic.id for topic in inside] == list(range(len(inside)))
    assert [topic.size for topic in inside] == sorted((topic.size for topic in inside), reverse=True)
    assert sum(topic.size for topic in model.topics_) == len(texts)
    for topic in inside:
        assert any(set(topic.keywords[:5]) <= set(words) for words in SUBJECTS.values())
        assert topic.name
        assert all(model.labels_[row] == topic.id for row in topic.examples)


def test_every_theme_keeps_its_name_even_without_a_text(fitted: tuple[list[str], list[str], TopicModel]):
    _, _, model = fitted
    assert [(theme.id, theme.name) for theme in model.themes_] == [
        ("sea", "渔业"),
        ("space", "航天"),
        ("cinema", "影视"),
    ]
    sea, space, cinema = model.themes_
    assert (space.n_texts, space.topics) == (0, ())
    assert sea.topics
    assert not set(sea.topics) & set(cinema.topics)
    for topic in sea.topics:
        assert set(model.topics_[topic].keywords) & set(SUBJECTS["fish"])


def test_margins_tell_the_topic(fitted: tuple[list[str], list[str], TopicModel]):
    texts, _, model = fitted
    margins = model.transform(texts)
    assert margins.shape == (len(texts), model.quality_.n_topics)
    inside = model.labels_ != OUTLIER
    assert (margins.argmax(axis=1)[inside] == model.labels_[inside]).all()


def test_a_text_without_known_words_is_an_outlier(fitted: tuple[list[str], list[str], TopicModel]):
    assert fitted[2].predict(["!?!", ""]).tolist() == [OUTLIER, OUTLIER]


def test_a_pickled_model_predicts_the_same(fitted: tuple[list[str], list[str], TopicModel]):
    texts, _, model = fitted
    assert (pickle.loads(pickle.dumps(model)).predict(texts) == model.labels_).all()  # noqa: S301 - our own bytes


def test_the_number_of_topics_is_found(encoder: WordEncoder):
    texts, subjects = subject_texts(200)
    model = TopicModel(method="graph", encoder=encoder).fit(texts)
    assert model.quality_.n_topics >= 4
    assert purity(model.labels_, subjects) > 0.85


def test_of_many_texts_a_sample_is_clustered(encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("topics.discovery.finder.MAX_CLUSTERED", 100)
    texts, subjects = subject_texts(400)
    model = TopicModel(method="graph", n_topics=4, encoder=encoder).fit(texts)
    assert (model.n_clustered_, model.quality_.n_texts) == (100, 400)
    inside = model.labels_ != OUTLIER
    assert inside.mean() > 0.8
    assert adjusted_rand_score(np.array(subjects)[inside], model.labels_[inside]) > 0.95
    assert (model.predict(texts) == model.labels_).all()


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["一段文字"],
        ["，。"] * 9,
        ["同一段话"] * 9,
        ["渔船", "小麦", "高铁", "电影", "苹果"],
        [f"{n}" for n in range(9)],
    ],
    ids=["none", "one", "marks", "copies", "five", "numbers"],
)
def test_hardly_any_text_does_not_break_it(texts: list[str]):
    model = TopicModel().fit(texts)
    assert len(model.labels_) == len(texts)
    assert (model.predict(texts) == model.labels_).all()
    assert model.quality_.small


def test_one_str_is_refused():
    with pytest.raises(InputError, match="list of str"):
        TopicModel().fit("一段文字")


def test_an_encoder_that_gives_other_rows_is_refused():
    class Wrong:
        def encode(self, texts: list[str]) -> np.ndarray:
            return np.ones((1, 3), dtype=np.float32)

    with pytest.raises(InputError, match="should give a row a text"):
        TopicModel(encoder=Wrong()).fit(subject_texts(20)[0])


def test_a_missing_extra_names_the_install(monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder):
    monkeypatch.setitem(sys.modules, "bertopic", None)
    with pytest.raises(MissingExtraError, match="pip install --no-deps bertopic"):
        TopicModel(method="bertopic", encoder=encoder).fit(subject_texts(80)[0])


@pytest.mark.parametrize(
    ("n_texts", "vectors", "bertopic", "method"),
    [
        (20, True, True, "graph"),
        (299, True, True, "graph"),
        (299, False, True, "nmf"),
        (300, True, True, "bertopic"),
        (300, True, False, "graph"),
        (20_000, True, True, "bertopic"),
        (20_001, True, True, "graph"),
    ],
)
def test_the_number_of_texts_chooses_the_method(
    monkeypatch: pytest.MonkeyPatch, n_texts: int, vectors: bool, bertopic: bool, method: str
):
    monkeypatch.setattr(clusters, "have_word_vectors", lambda: vectors)
    monkeypatch.setattr(clusters, "have_bertopic", lambda: bertopic)
    assert clusters.choose_method("auto", n_texts, None) == method
    assert clusters.choose_method("nmf", n_texts, None) == "nmf"


def test_an_unknown_method_is_refused():
    with pytest.raises(InputError, match="'lda' is none of auto, nmf, bertopic, graph"):
        TopicModel(method="lda").fit(["甲"])


@pytest.mark.slow
def test_a_larger_corpus_goes_through_bertopic_and_gives_the_same():
    if not have_word_vectors():
        pytest.skip("the package with the vectors is not installed")
    texts, subjects = subject_texts(400)
    model = TopicModel().fit(texts)
    assert model.method_ == "bertopic"
    assert model.bertopic_ is not None
    inside = model.labels_ != OUTLIER
    assert inside.mean() > 0.85
    assert purity(model.labels_[inside], np.array(subjects)[inside]) > 0.9
    assert (model.predict(texts) == model.labels_).all()
    assert (clone(model).fit(texts[::-1]).labels_[::-1] == model.labels_).all()
    assert (clone(model).set_params(method="graph").fit(texts).labels_ == model.labels_).all()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_topics": 0}, "n_topics should be a whole number from 2 on, not 0"),
        ({"n_topics": "5"}, "n_topics should be a whole number from 2 on, not '5'"),
        ({"min_topic_size": -1}, "min_topic_size should be a whole number from 1 on, not -1"),
        ({"random_state": None}, "random_state should be a whole number from 0 on, not None"),
        ({"encoder": "a-name"}, r"encoder should be a model with encode\(texts\), not a str"),
        ({"taxonomy": "themes.toml"}, "taxonomy should be a Taxonomy, not a str"),
    ],
)
def test_parameters_that_cannot_be_are_refused(parameters: dict, message: str):
    with pytest.raises(InputError, match=message):
        TopicModel(**parameters).fit(["渔船出海"] * 5)


@pytest.mark.parametrize("texts", [None, {"a": 1}, 5])
def test_what_is_no_list_of_texts_is_refused(texts: object):
    with pytest.raises(InputError, match="texts should be a list of str, not a"):
        TopicModel().fit(texts)
