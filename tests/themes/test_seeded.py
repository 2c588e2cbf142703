import numpy as np
import pytest

from topics.errors import TrainingDataError
from topics.storage.parts import parts_of
from topics.themes.classifier import ThemeClassifier
from topics.themes.seeded import SeededFit, fit_from_seeds
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import LabelledText
from topics.words.tokenizer import Tokenizer

_TAXONOMY = Taxonomy((Theme("fraud", seed_words=("骗子", "诈骗")), Theme("order", seed_words=("交警", "隐患"))))

Corpus = tuple[list[str], list[list[str]]]


@pytest.fixture(scope="module")
def fitted(small_corpus: Corpus) -> SeededFit:
    return fit_from_seeds(ThemeClassifier(_TAXONOMY, Tokenizer()), small_corpus[0])


def test_the_model_labels_what_no_seed_word_names(fitted: SeededFit):
    assert [label.primary for label in fitted.model.label(["银行拦下一笔转账，是退款骗局", "消防员检查通道隐患"])] == [
        "fraud",
        "order",
    ]


def test_held_out_scores_stand_row_by_row(fitted: SeededFit):
    assert fitted.weak_scores.shape == (len(fitted.labels.learned), 2)
    assert fitted.labelled_scores.shape == (0, 2)
    given = fitted.given()
    assert list(given) == ["fraud", "order"]
    assert all(((sureness == 0) | (sureness >= 0.2)).all() for sureness in given.values())
    assert any(sureness.any() for sureness in given.values())


def test_the_order_of_texts_changes_no_part_of_the_model(fitted: SeededFit, small_corpus: Corpus):
    shuffled = [small_corpus[0][row] for row in np.random.default_rng(3).permutation(len(small_corpus[0]))]
    again = fit_from_seeds(ThemeClassifier(_TAXONOMY, Tokenizer()), shuffled)
    first, second = parts_of(fitted.model), parts_of(again.model)
    for name, part in first.items():
        assert np.array_equal(part, second[name]), name


def test_labelled_rows_outweigh_seed_words(small_corpus: Corpus):
    text = "骗子冒充客服要求转账"
    labelled = [
        LabelledText(f"{place}：{text}。", ("order",)) for place in ("城东", "城西", "河北", "江南", "海边", "山里")
    ]
    found = fit_from_seeds(ThemeClassifier(_TAXONOMY, Tokenizer()), small_corpus[0], labelled)
    assert found.labelled_scores.shape == (6, 2)
    assert not {row.text for row in labelled} & set(found.labels.texts)
    assert found.model.label([labelled[0].text])[0].primary == "order"


def test_a_classifier_without_taxonomy_is_refused(small_corpus: Corpus):
    with pytest.raises(TrainingDataError, match="needs a taxonomy"):
        fit_from_seeds(ThemeClassifier(), small_corpus[0])
