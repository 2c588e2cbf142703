import pickle

import numpy as np
import pytest
from sklearn.base import clone

from tests.discovery.conftest import SUBJECTS, WordEncoder, purity, subject_texts
from topics.discovery.model import OUTLIER, TopicModel
from topics.errors import InputError
from topics.themes.taxonomy import Taxonomy, Theme

SUBJECTS_OF = {word: subject for subject, words in SUBJECTS.items() for word in words}


def _model(encoder: WordEncoder, n_topics: int = 4, n_texts: int = 120) -> tuple[list[str], list[str], TopicModel]:
    texts, subjects = subject_texts(n_texts)
    return texts, subjects, TopicModel(method="graph", n_topics=n_topics, encoder=encoder).fit(texts)


def _assert_contract(model: TopicModel, texts: list[str]) -> None:
    """The promises of a fit: labels are predictions, alone and in any order, and topics count them."""
    assert (model.predict(texts) == model.labels_).all()
    assert [model.predict([text])[0] for text in texts] == model.labels_.tolist()
    assert (model.predict(texts[::-1]) == model.labels_[::-1]).all()
    assert {topic.id: topic.size for topic in model.topics_} == {
        int(topic): int(n) for topic, n in zip(*np.unique(model.labels_, return_counts=True), strict=True)
    }
    assert model.quality_.n_topics == sum(topic.id != OUTLIER for topic in model.topics_)
    assert (pickle.loads(pickle.dumps(model)).predict(texts) == model.labels_).all()  # noqa: S301 - our own bytes
    for topic in model.topics_:
        assert all(model.labels_[row] == topic.id for row in topic.examples)


def test_merged_topics_keep_the_lowest_number_and_all_their_texts(encoder: WordEncoder):
    texts, _, model = _model(encoder)
    before, names = model.labels_, {topic.id: topic.name for topic in model.topics_}
    model.merge_topics([[3, 1]])
    assert (model.labels_ == np.where(before == 3, 1, before)).all()
    assert [topic.id for topic in model.topics_ if topic.id >= 0] == [0, 1, 2]
    assert model.topics_[1].name == names[1]
    assert set(model.topics_[1].keywords)
    _assert_contract(model, texts)
    margins = model.transform(texts)
    assert margins.shape == (120, 3)
    inside = model.labels_ != OUTLIER
    assert (margins.argmax(axis=1)[inside] == model.labels_[inside]).all()


def test_a_split_topic_keeps_its_number_for_the_largest_part(encoder: WordEncoder):
    texts, subjects, model = _model(encoder, n_topics=2)
    before = model.labels_
    assert purity(before[before == 0], np.array(subjects)[before == 0]) < 0.8
    model.split_topic(0, n=2)
    assert [topic.id for topic in model.topics_ if topic.id >= 0] == [0, 1, 2]
    assert (model.labels_[before != 0] == before[before != 0]).all()
    assert set(model.labels_[before == 0]) == {0, 2}
    assert model.topics_[0].size >= model.topics_[2].size
    parts = np.isin(model.labels_, (0, 2))
    assert purity(model.labels_[parts], np.array(subjects)[parts]) > 0.9
    _assert_contract(model, texts)
    margins = model.transform(texts)
    inside = model.labels_ != OUTLIER
    assert (margins.argmax(axis=1)[inside] == model.labels_[inside]).all()


def test_a_split_does_not_depend_on_the_order_of_the_texts(encoder: WordEncoder):
    texts, _, model = _model(encoder, n_topics=2)
    order = np.random.default_rng(1).permutation(len(texts)).tolist()
    again = clone(model).fit([texts[row] for row in order]).split_topic(0)
    assert (again.labels_ == model.split_topic(0).labels_[order]).all()


def test_edits_stand_on_one_another_and_no_number_comes_again(encoder: WordEncoder):
    texts, _, model = _model(encoder, n_topics=2)
    before = model.labels_
    model.split_topic(1).merge_topics([[1, 2]]).split_topic(1)
    assert {int(topic) for topic in model.labels_[before == 1]} == {1, 3}
    assert (model.labels_[before != 1] == before[before != 1]).all()
    _assert_contract(model, texts)
    model.fit(texts)
    assert model.edits_ == ()
    assert (model.labels_ == before).all()


def test_themes_follow_their_topics(encoder: WordEncoder):
    taxonomy = Taxonomy(
        (Theme("sea", seed_words=("渔船", "渔民", "海鱼", "渔港", "出海")), Theme("space", seed_words=("火箭",)))
    )
    texts, _ = subject_texts(120)
    model = TopicModel(taxonomy, method="graph", n_topics=2, encoder=encoder).fit(texts)
    (topic,) = model.themes_[0].topics
    n_texts = model.themes_[0].n_texts
    model.split_topic(topic)
    (part,) = model.themes_[0].topics
    assert {SUBJECTS_OF[word] for word in model.topics_[part].keywords[:3]} == {"fish"}
    other = next(number for number in (topic, 2) if number != part)
    model.merge_topics([[part, other]]).update(texts[:8])
    assert model.themes_[0].topics == (min(part, other),)
    assert model.themes_[0].n_texts == n_texts + 2
    assert model.themes_[1].topics == ()


def test_names_of_ones_own_stay_with_the_numbers(encoder: WordEncoder):
    _, _, model = _model(encoder)
    model.rename_topics({2: "我的话题"}).merge_topics([[0, 1]])
    assert {topic.id: topic.name for topic in model.topics_}[2] == "我的话题"


def test_a_topic_that_is_new_gets_a_number_at_the_end_and_the_old_ones_stay(encoder: WordEncoder):
    all_texts, subjects = subject_texts(400)
    old = [text for text, subject in zip(all_texts, subjects, strict=True) if subject != "film"]
    new = [text for text, subject in zip(all_texts, subjects, strict=True) if subject == "film"]
    model = TopicModel(method="graph", n_topics=3, encoder=encoder).fit(old)
    before = model.predict([*old, *new])
    n_outside = int((before[len(old) :] == OUTLIER).sum())
    assert n_outside > 50
    model.update(new)
    numbers = [topic.id for topic in model.topics_ if topic.id >= 0]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 3
    for number in numbers[3:]:
        assert set(model.topics_[number].keywords) & set(SUBJECTS["film"])
    after = model.predict([*old, *new])
    assert (after[before != OUTLIER] == before[before != OUTLIER]).all()
    assert (after[len(old) :] >= 3).sum() > 0.8 * n_outside
    assert (after[: len(old)] >= 3).sum() == 0
    _assert_contract(model, [*old, *new])


def test_an_update_does_not_depend_on_the_order_of_the_texts(encoder: WordEncoder):
    texts, subjects = subject_texts(400)
    old = [text for text, subject in zip(texts, subjects, strict=True) if subject != "film"]
    new = [text for text, subject in zip(texts, subjects, strict=True) if subject == "film"]
    models = [
        TopicModel(method="graph", n_topics=3, encoder=encoder).fit(old).update(news) for news in (new, new[::-1])
    ]
    assert (models[0].predict(texts) == models[1].predict(texts)).all()


@pytest.mark.parametrize(
    "texts",
    [[], ["，"], ["今天天气好", "股票上涨", "昨夜有雨"], subject_texts(40)[0]],
    ids=["none", "mark", "few", "old"],
)
def test_texts_that_bring_nothing_new_make_no_topic(encoder: WordEncoder, texts: list[str]):
    known, _, model = _model(encoder)
    numbers = [topic.id for topic in model.topics_ if topic.id >= 0]
    model.update(texts)
    assert [topic.id for topic in model.topics_ if topic.id >= 0] == numbers
    assert len(model.labels_) == 120 + len(texts)
    _assert_contract(model, [*known, *texts])


def test_a_model_of_nothing_can_be_updated(encoder: WordEncoder):
    model = TopicModel(encoder=encoder).fit([]).update(["甲"])
    assert model.labels_.tolist() == [OUTLIER]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda model: model.merge_topics([[0, 9]]), "there is no topic 9; topics are 0, 1, 2, 3"),
        (lambda model: model.merge_topics([[0, OUTLIER]]), "there is no topic -1"),
        (lambda model: model.merge_topics([[0, 1], [1, 2]]), "topic 1 stands twice"),
        (lambda model: model.merge_topics([[0]]), "topic 0 stands alone"),
        (lambda model: model.merge_topics("0,1"), "should be a list of lists of numbers, not '0,1'"),
        (lambda model: model.merge_topics([["0", "1"]]), "a group of topics to merge should be a list of numbers"),
        (lambda model: model.rename_topics({0: " "}), "the name of topic 0 should be a str of one line, not ' '"),
        (lambda model: model.rename_topics({0: None}), "the name of topic 0 should be a str of one line, not None"),
        (lambda model: model.split_topic(7), "there is no topic 7"),
        (lambda model: model.split_topic(0, n=1), "does not split into 1"),
        (lambda model: model.split_topic(0, texts=["甲"]), "topic 0 with 0 distinct texts does not split into 2"),
        (lambda model: model.rename_topics({9: "甲"}), "there is no topic 9"),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_and_changes_nothing(encoder: WordEncoder, edit, message: str):
    texts, _, model = _model(encoder)
    topics, labels = model.topics_, model.labels_
    with pytest.raises(InputError, match=message):
        edit(model)
    assert (model.topics_, model.edits_) == (topics, ())
    assert (model.predict(texts) == labels).all()


def test_a_plain_list_of_topics_is_one_group(encoder: WordEncoder):
    _, _, model = _model(encoder)
    _, _, other = _model(encoder)
    assert model.merge_topics([1, 3]).topics_ == other.merge_topics([[1, 3]]).topics_
