import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError

from topics.discovery.model import TopicModel
from topics.errors import InputError, ModelError, OutputError
from topics.storage.folder import load_model
from topics.storage.manifest import manifest_bytes
from topics.storage.saving import save_model
from topics.storage.topics import load_topic_model, save_topic_model
from topics.storage.verification import verify_model
from topics.themes.taxonomy import Taxonomy, Theme

_WORDS = (("渔民", "渔船", "海鱼", "渔港", "出海"), ("小麦", "收割机", "麦田", "农民", "粮仓"))
_TAXONOMY = Taxonomy((Theme("sea", "渔业", seed_words=("渔船",)), Theme("space", "航天", seed_words=("火箭",))))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = np.random.default_rng(0)
    return ["和".join(rng.choice(_WORDS[row % 2], 3, replace=False)) + f"第{row}篇" for row in range(60)]


@pytest.fixture(scope="module")
def topic_model(texts: list[str]) -> TopicModel:
    return TopicModel(_TAXONOMY, method="nmf", n_topics=2).fit(texts)


@pytest.fixture(scope="module")
def saved_topics(tmp_path_factory, topic_model):
    folder = tmp_path_factory.mktemp("topics") / "model"
    save_topic_model(topic_model, folder)
    return folder


@pytest.fixture(scope="module")
def loaded(saved_topics):
    return load_topic_model(saved_topics)


@pytest.fixture
def copy(saved_topics, tmp_path):
    return shutil.copytree(saved_topics, tmp_path / "copy")


def test_a_loaded_model_gives_the_labels_of_the_fit(loaded, topic_model, texts):
    assert (loaded.predict(texts) == topic_model.labels_).all()


@settings(max_examples=40)
@given(st.lists(st.text() | st.sampled_from(["渔船", "小麦入仓", "第3篇"])))
def test_a_loaded_model_judges_bit_for_bit_the_same(topic_model, loaded, others):
    assert loaded.transform(others).tobytes() == topic_model.transform(others).tobytes()
    assert (loaded.predict(others) == topic_model.predict(others)).all()


def test_what_is_known_of_the_topics_comes_back(loaded, topic_model):
    assert loaded.topics_ == tuple(replace(topic, examples=()) for topic in topic_model.topics_)
    assert loaded.themes_ == topic_model.themes_
    assert loaded.taxonomy == topic_model.taxonomy
    assert loaded.get_params()["n_topics"] == 2
    assert (loaded.method_, loaded.n_clustered_) == ("nmf", 60)
    assert loaded.quality_.npmi == pytest.approx(topic_model.quality_.npmi, abs=1e-4)
    assert loaded.quality_.topics[0].seen == topic_model.quality_.topics[0].seen


def test_the_same_model_gives_the_same_bytes(saved_topics, loaded, tmp_path):
    save_topic_model(loaded, tmp_path / "model")
    for file in saved_topics.iterdir():
        assert (tmp_path / "model" / file.name).read_bytes() == file.read_bytes()


def test_the_folder_holds_no_text_of_the_corpus(saved_topics, texts):
    manifest = (saved_topics / "manifest.json").read_text(encoding="utf-8")
    card = (saved_topics / "README.md").read_text(encoding="utf-8")
    assert not any(text in manifest or text in card for text in texts)


def test_the_card_names_the_topics_and_says_how_good_they_are(saved_topics, topic_model):
    card = (saved_topics / "README.md").read_text(encoding="utf-8")
    assert all(topic.name in card for topic in topic_model.topics_)
    assert "only 60 distinct texts" in card
    assert "coherence NPMI" in card


def test_each_kind_is_told_from_the_other(saved_topics, saved, model, topic_model, tmp_path):
    with pytest.raises(ModelError, match="is a model of topics, not of themes; load it with load_topic_model"):
        load_model(saved_topics)
    with pytest.raises(ModelError, match="is a model of themes, not of topics; load it with load_model"):
        load_topic_model(saved)
    with pytest.raises(InputError, match="is no TopicModel"):
        save_topic_model(model, tmp_path / "m")
    with pytest.raises(InputError, match="cannot be saved"):
        save_model(topic_model, tmp_path / "m")
    assert (verify_model(saved_topics).kind, verify_model(saved).kind) == ("topics", "themes")


@pytest.mark.parametrize("name", ["README.md", "manifest.json", "model.skops"])
def test_one_changed_byte_is_refused(copy, name):
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(ModelError, match=name):
        load_topic_model(copy)


@pytest.mark.parametrize(
    "changed",
    [{"topics": []}, {"settings": {}}, {"metrics": {}}, {"topics": [{"id": 0}]}, {"training": {}}],
    ids=["no-topics", "settings", "metrics", "bare-topic", "training"],
)
def test_a_manifest_that_does_not_fit_is_refused(copy, changed):
    fields = json.loads((copy / "manifest.json").read_bytes())
    del fields["digest"]
    (copy / "manifest.json").write_bytes(manifest_bytes({**fields, **changed}))
    with pytest.raises(ModelError, match="missing or has the wrong form"):
        load_topic_model(copy)


def test_a_folder_of_other_files_is_left_alone(topic_model, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds other files"):
        save_topic_model(topic_model, tmp_path)


def test_a_model_without_a_fit_is_refused(tmp_path):
    with pytest.raises(NotFittedError):
        save_topic_model(TopicModel(), tmp_path / "m")


def test_a_model_of_no_topics_is_saved_too(tmp_path):
    save_topic_model(TopicModel().fit([]), tmp_path / "m")
    assert load_topic_model(tmp_path / "m").predict(["甲"]).tolist() == [-1]


@pytest.fixture(scope="module")
def edited(texts):
    """A model that was split, merged, renamed and grown, with what it was grown by."""
    news = [f"{a}与{b}第{n}场" for n in range(20) for a, b in (("电影", "票房"), ("导演", "演员"))]
    model = TopicModel(_TAXONOMY, method="nmf", n_topics=2).fit(texts)
    model.split_topic(0).update(news).merge_topics([[1, 2]]).rename_topics({1: "我的话题"})
    return model, [*texts, *news]


def test_edits_are_saved_and_loaded(edited, tmp_path):
    model, texts = edited
    assert len(model.edits_) >= 2
    save_topic_model(model, tmp_path / "m")
    loaded = load_topic_model(tmp_path / "m")
    assert (loaded.predict(texts) == model.labels_).all()
    assert loaded.transform(texts).tobytes() == model.transform(texts).tobytes()
    assert {topic.id: (topic.name, topic.size) for topic in loaded.topics_} == {
        topic.id: (topic.name, topic.size) for topic in model.topics_
    }
    assert loaded.hierarchy_ == model.hierarchy_
    assert verify_model(tmp_path / "m").kind == "topics"
    save_topic_model(loaded, tmp_path / "again")
    assert (tmp_path / "again" / "model.skops").read_bytes() == (tmp_path / "m" / "model.skops").read_bytes()


def test_a_loaded_model_is_edited_like_any_other(edited, tmp_path):
    model, texts = edited
    save_topic_model(model, tmp_path / "m")
    loaded = load_topic_model(tmp_path / "m")
    before = loaded.predict(texts)
    with pytest.raises(InputError, match="keeps no texts to split a topic by"):
        loaded.split_topic(1)
    loaded.split_topic(1, texts=texts).rename_topics({0: "别的"})
    after = loaded.predict(texts)
    assert (after[before != 1] == before[before != 1]).all()
    new = set(after.tolist()) - set(before.tolist())
    assert len(new) == 1
    loaded.update(texts[:10])
    assert (loaded.labels_ == loaded.predict(texts[:10])).all()
    after = loaded.split_topic(0, texts=texts).predict(texts)
    assert (loaded.labels_ == after[:10]).all()
    assert {topic.id for topic in loaded.topics_} >= set(after.tolist())
    save_topic_model(loaded, tmp_path / "m")
    assert (load_topic_model(tmp_path / "m").predict(texts) == after).all()


def test_edits_that_do_not_fit_the_weights_are_refused(edited, tmp_path):
    save_topic_model(edited[0], tmp_path / "m")
    fields = json.loads((tmp_path / "m" / "manifest.json").read_bytes())
    del fields["digest"]
    for edits in ([], [*fields["edits"], {"source": 0, "topics": [0, 99]}], [{"gone": 0}]):
        (tmp_path / "m" / "manifest.json").write_bytes(manifest_bytes({**fields, "edits": edits}))
        with pytest.raises(ModelError, match="missing or has the wrong form"):
            load_topic_model(tmp_path / "m")
