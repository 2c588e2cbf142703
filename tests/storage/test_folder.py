import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError

from topics.errors import ModelError, OutputError
from topics.storage.dump import dump_parts
from topics.storage.folder import load_model
from topics.storage.manifest import file_digest, manifest_bytes
from topics.storage.saving import save_model
from topics.storage.verification import verify_model
from topics.themes.classifier import ThemeClassifier
from topics.types import LabelledText
from topics.words.lexicon import LexiconWord
from topics.words.tokenizer import Tokenizer

FILES = ("README.md", "manifest.json", "model.skops")
NEW_TEXTS = ["民警拦下一笔转给骗子的汇款。", "网格员调解了邻里纠纷。", "樱花开了。", "", "🚓 007"]


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(scope="module")
def loaded(saved):
    return load_model(saved)


@pytest.fixture
def copy(saved, tmp_path):
    return shutil.copytree(saved, tmp_path / "copy")


@pytest.fixture
def resealed(copy):
    """Write a folder whose digests are right although its fields or files are not ours."""

    def seal(**changed):
        fields = json.loads((copy / "manifest.json").read_bytes())
        del fields["digest"]
        (copy / "manifest.json").write_bytes(manifest_bytes({**fields, **changed}))
        return copy

    return seal


def test_a_model_folder_holds_three_files(saved):
    assert sorted(contents(saved)) == list(FILES)


@settings(max_examples=40)
@given(st.lists(st.text() | st.sampled_from(NEW_TEXTS)))
def test_a_loaded_model_predicts_the_same_bit_for_bit(model, loaded, texts):
    assert loaded.predict_proba(texts).tobytes() == model.predict_proba(texts).tobytes()
    assert loaded.label(texts) == model.label(texts)


def test_a_loaded_model_predicts_its_training_texts_the_same(model, loaded, labelled):
    assert np.array_equal(loaded.predict_proba(labelled.texts), model.predict_proba(labelled.texts))
    assert np.array_equal(loaded.predict(labelled.texts), model.predict(labelled.texts))


@pytest.mark.parametrize(
    ("tokenizer", "classes"),
    [
        pytest.param(None, "many", id="no-taxonomy"),
        pytest.param(None, "one", id="one-class-a-text"),
        pytest.param(Tokenizer([LexiconWord("网格员", 900)], frozenset({"民警"})), "many", id="own-lexicon"),
        pytest.param(Tokenizer(), "many", id="bare-tokenizer"),
    ],
)
def test_any_classifier_comes_back_as_it_was(tmp_path, labelled, tokenizer, classes):
    targets = labelled.targets if classes == "many" else [next(iter(row), "其他") for row in labelled.targets]
    model = ThemeClassifier(None, tokenizer, C=2.0, n_folds=2).fit(labelled.texts, targets)
    save_model(model, tmp_path / "m")
    loaded = load_model(tmp_path / "m")
    assert loaded.predict_proba(NEW_TEXTS).tobytes() == model.predict_proba(NEW_TEXTS).tobytes()
    assert loaded.label(labelled.texts) == model.label(labelled.texts)
    assert (loaded.multilabel_, loaded.classes_.tolist()) == (model.multilabel_, model.classes_.tolist())
    assert loaded.taxonomy is None


def test_a_loaded_model_saved_again_gives_the_same_bytes(saved, loaded, metrics, labelled, tmp_path):
    save_model(loaded, tmp_path / "small", metrics=metrics, training=labelled.rows)
    assert contents(tmp_path / "small") == contents(saved)


def test_a_model_trained_again_gives_the_same_bytes(saved, model, metrics, labelled, tmp_path):
    again = ThemeClassifier(**model.get_params()).fit(labelled.texts, labelled.targets)
    save_model(again, tmp_path / "small", metrics=metrics, training=labelled.rows)
    assert contents(tmp_path / "small") == contents(saved)


def test_the_manifest_says_where_the_model_came_from(saved, model, metrics):
    manifest = verify_model(saved)
    assert manifest.name == "small"
    assert list(manifest.classes) == model.classes_.tolist()
    assert manifest.metrics == metrics.to_dict()
    assert (manifest.training["n_texts"], manifest.training["n_without_theme"]) == (60, 12)
    assert manifest.training["n_with_several_themes"] == 6
    assert manifest.files == {
        name: hashlib.sha256((saved / name).read_bytes()).hexdigest() for name in ("model.skops", "README.md")
    }


def test_the_training_digest_changes_with_texts_labels_and_order(model, labelled, tmp_path):
    rows = list(labelled.rows)
    digests = set()
    relabelled = [replace(rows[0], themes=()), *rows[1:]]
    for number, training in enumerate([rows, rows[:-1], rows[::-1], relabelled]):
        save_model(model, tmp_path / str(number), training=training)
        digests.add(verify_model(tmp_path / str(number)).training["sha256"])
    assert len(digests) == 4


def test_no_training_text_stands_in_the_folder(saved, labelled):
    readable = (saved / "manifest.json").read_text(encoding="utf-8") + (saved / "README.md").read_text(encoding="utf-8")
    assert not [text for text in labelled.texts if text in readable]


def test_a_model_that_keeps_its_texts_comes_back_with_them_and_damage_is_found(tmp_path, labelled):
    model = ThemeClassifier(n_folds=2, keep_texts=True).fit(labelled.texts, labelled.targets)
    save_model(model, tmp_path / "m")
    loaded = load_model(tmp_path / "m")
    asked = {"coverage": 0.9, "n_neighbours": 3}
    assert loaded.label(labelled.texts, **asked) == model.label(labelled.texts, **asked)
    save_model(loaded, tmp_path / "again", name="m")
    assert contents(tmp_path / "again") == contents(tmp_path / "m")
    archive = bytearray((tmp_path / "m" / "model.skops").read_bytes())
    archive[len(archive) // 2] ^= 1
    (tmp_path / "m" / "model.skops").write_bytes(archive)
    with pytest.raises(ModelError, match=r"model\.skops: was changed"):
        verify_model(tmp_path / "m")


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40)
@given(data=st.data())
def test_one_changed_byte_anywhere_is_refused(saved, tmp_path_factory, name, data):
    original = (saved / name).read_bytes()
    changed = bytearray(original)
    changed[data.draw(st.integers(0, len(original) - 1), "position")] ^= data.draw(st.integers(1, 255), "bits")
    folder = shutil.copytree(saved, tmp_path_factory.getbasetemp() / "changed", dirs_exist_ok=True)
    (folder / name).write_bytes(changed)
    with pytest.raises(ModelError, match=name):
        load_model(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_model(copy)


@pytest.mark.parametrize("path", ["gone", "file"])
def test_what_is_no_folder_is_refused(tmp_path, path):
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="is not a model folder"):
        load_model(tmp_path / path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"format": 2}, "format 2.*upgrade", id="newer-format"),
        pytest.param({"tokenizer": "0" * 16}, "a tokenizer that cuts differently", id="tokenizer"),
        pytest.param({"files": {}}, "model.skops", id="no-model-file"),
    ],
)
def test_a_folder_of_another_making_is_refused(resealed, changed, message):
    with pytest.raises(ModelError, match=message):
        load_model(resealed(**changed))


def test_an_archive_of_other_parts_is_refused(resealed, copy):
    data = dump_parts({"C": 0.5})
    (copy / "model.skops").write_bytes(data)
    files = {"model.skops": file_digest(data), "README.md": file_digest((copy / "README.md").read_bytes())}
    with pytest.raises(ModelError, match=r"model\.skops: the part .* is missing"):
        load_model(resealed(files=files))


def test_saving_over_a_model_replaces_it(copy, model):
    save_model(model, copy, name="other")
    assert sorted(contents(copy)) == list(FILES)
    assert verify_model(copy).name == "other"


def test_an_unfitted_model_is_not_saved(tmp_path):
    with pytest.raises(NotFittedError):
        save_model(ThemeClassifier(), tmp_path / "m")
    assert not list(tmp_path.iterdir())


def test_a_file_is_not_overwritten_by_a_model(tmp_path, model):
    (tmp_path / "m").write_text("old")
    with pytest.raises(OutputError, match="is a file"):
        save_model(model, tmp_path / "m")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("m", "old")]


def test_the_manifest_counts_private_texts_and_sources(model, tmp_path):
    rows = [LabelledText("甲乙", ("fraud",), 0.3, private=True, source="web news"), LabelledText("丙丁", ())]
    save_model(model, tmp_path / "m", training=rows)
    training = json.loads((tmp_path / "m" / "manifest.json").read_text("utf-8"))["training"]
    assert training["n_private"] == 1
    assert training["sources"] == {"web news": 1}


@pytest.mark.parametrize("settings", [{"char_ngrams": 3, "word_ngrams": 2}, {"terms": "all"}])
def test_a_model_of_other_terms_comes_back_the_same(labelled, tmp_path, settings):
    model = ThemeClassifier(n_folds=2, **settings).fit(labelled.texts, labelled.targets)
    save_model(model, tmp_path / "m")
    again = load_model(tmp_path / "m")
    assert again.label(labelled.texts) == model.label(labelled.texts)
    save_model(again, tmp_path / "n", name="m")
    assert (tmp_path / "n" / "model.skops").read_bytes() == (tmp_path / "m" / "model.skops").read_bytes()
