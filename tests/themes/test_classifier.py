import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from topics.errors import InputError, TrainingDataError
from topics.themes.classifier import ThemeClassifier
from topics.themes.taxonomy import Taxonomy

Corpus = tuple[list[str], list[list[str]]]


@pytest.fixture(scope="module")
def model(small_taxonomy: Taxonomy, small_corpus: Corpus) -> ThemeClassifier:
    return ThemeClassifier(small_taxonomy).fit(*small_corpus)


def test_it_learns_what_it_was_shown(model: ThemeClassifier, small_corpus: Corpus):
    texts, themes = small_corpus
    assert model.classes_.tolist() == ["fraud", "order"]
    expected = [[int("fraud" in row), int("order" in row)] for row in themes]
    assert model.predict(texts).tolist() == expected


def test_probabilities_are_probabilities(model: ThemeClassifier, small_corpus: Corpus):
    probabilities = model.predict_proba(small_corpus[0])
    assert probabilities.shape == (72, 2)
    assert ((probabilities > 0) & (probabilities < 1)).all()


def test_lists_indicator_and_tuples_teach_the_same(
    model: ThemeClassifier, small_taxonomy: Taxonomy, small_corpus: Corpus
):
    texts, themes = small_corpus
    indicator = np.array([[theme in row for theme in small_taxonomy.ids] for row in themes])
    for y in (indicator, [tuple(row) for row in themes]):
        other = ThemeClassifier(small_taxonomy).fit(texts, y)
        assert (other.predict_proba(texts) == model.predict_proba(texts)).all()


def test_one_class_a_text_gives_class_names_and_rows_that_sum_to_one(small_corpus: Corpus):
    texts, themes = small_corpus
    y = [row[0] if row else "none" for row in themes]
    model = ThemeClassifier().fit(texts, y)
    assert model.predict(texts).tolist() == y
    np.testing.assert_allclose(model.predict_proba(texts).sum(axis=1), 1)
    assert all(label.primary == name for label, name in zip(model.label(texts), y, strict=True))


def test_get_params_and_clone_follow_scikit_learn(small_taxonomy: Taxonomy):
    model = ThemeClassifier(small_taxonomy, C=2.0)
    assert clone(model).get_params() == model.get_params()
    assert pytest.approx(1.0) == clone(model).set_params(C=1.0).C
    with pytest.raises(NotFittedError):
        model.predict(["文本"])


def test_the_same_data_gives_the_same_model(model: ThemeClassifier, small_taxonomy: Taxonomy, small_corpus: Corpus):
    again = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    assert (again.coef_ == model.coef_).all()
    assert (again.thresholds_ == model.thresholds_).all()


def test_fitted_models_pickle_for_worker_processes(model: ThemeClassifier, small_corpus: Corpus):
    copy = pickle.loads(pickle.dumps(model))  # noqa: S301  # made a moment ago
    assert (copy.predict_proba(small_corpus[0]) == model.predict_proba(small_corpus[0])).all()


@settings(max_examples=30)
@given(st.lists(st.text("骗子诈骗转账交警酒驾球队小雨，。 A1", max_size=25), max_size=4))
def test_labels_of_a_batch_are_the_labels_one_by_one(model: ThemeClassifier, texts: list[str]):
    assert model.label(texts) == [model.label([text])[0] for text in texts]


@settings(max_examples=50)
@given(st.text("骗子诈骗老人转账 交警查处酒驾球队小雨，。：ＡA1綜", min_size=8, max_size=40))
def test_evidence_points_into_the_text_and_speaks_for_its_theme(model: ThemeClassifier, text: str):
    (label,) = model.label([text])
    for span in label.evidence:
        assert span.theme in label.themes
        assert text[span.start : span.end] == span.text
        assert span.weight > 0


def test_evidence_weights_and_what_speaks_against_add_up_to_the_score(starter: ThemeClassifier):
    text = "骗子冒充客服，要求老人把养老钱转到所谓安全账户，民警上门劝阻，银行紧急止付。"
    (label,) = starter.label([text], max_evidence=99)
    column = starter.classes_.tolist().index("anti_fraud")
    score = starter.decision_function([text])[0, column] - starter.intercept_[column]
    assert sum(span.weight for span in label.evidence if span.theme == "anti_fraud") >= score - 1e-3


def test_the_words_that_decide_are_shown(model: ThemeClassifier):
    (label,) = model.label(["昨天骗子又来电话，好在没有转账。"])
    assert label.primary == "fraud"
    assert "骗子" in label.evidence[0].text


def test_short_and_foreign_texts_are_not_judged(model: ThemeClassifier):
    short, none, empty = model.label(["骗子！", "春天的花园里蝴蝶飞来飞去。", ""])
    assert (short.abstained, none.abstained, empty.abstained) == ("too_short", "no_theme_confident", "too_short")
    assert short.primary is None
    assert none.themes == ()


def test_a_model_of_short_titles_judges_short_titles():
    titles = [f"{word}{number}" for word in ("降雨", "球赛") for number in range(10, 20)]
    model = ThemeClassifier(n_folds=2).fit(titles, ["weather"] * 10 + ["sport"] * 10)
    fits, shorter = model.label(["降雨99", "球赛"])
    assert model.min_characters_ == 4
    assert (fits.primary, shorter.abstained) == ("weather", "too_short")
    assert model.label(["球赛"], min_characters=0)[0].primary == "sport"


def test_very_long_text_is_labelled(model: ThemeClassifier):
    (label,) = model.label(["骗子冒充客服要求转账。" * 20_000])
    assert label.primary == "fraud"


@pytest.mark.parametrize(
    ("y", "message"),
    [
        pytest.param([["fraud"]], "72 texts but 1 labels", id="length"),
        pytest.param([["frau"]] * 72, "row 0: unknown theme 'frau'; did you mean 'fraud'?", id="unknown"),
        pytest.param([[]] * 72, "no text has a theme", id="nothing"),
        pytest.param([["fraud"]] * 71 + [["order"]], "theme 'order' has 1 example", id="one example"),
        pytest.param(np.zeros((72, 3)), "3 columns but the taxonomy 2 themes", id="matrix"),
    ],
)
def test_what_is_wrong_with_labels_is_said(small_taxonomy: Taxonomy, small_corpus: Corpus, y: object, message: str):
    with pytest.raises(TrainingDataError, match=message.replace("?", r"\?")):
        ThemeClassifier(small_taxonomy).fit(small_corpus[0], y)


def test_score_is_the_share_of_texts_that_are_all_right(model: ThemeClassifier, small_corpus: Corpus):
    texts, themes = small_corpus
    assert model.score(texts, themes) == 1
    assert model.score(texts, [[] for _ in themes]) == pytest.approx(1 / 3)


@pytest.mark.parametrize("y", [[1, 2], [None, ["a"]], ["", "b"], [[""], ["b"]]], ids=["int", "None", "empty", "inner"])
def test_what_is_no_name_of_a_theme_is_refused(y: object):
    with pytest.raises(TrainingDataError, match="is not the name of a theme"):
        ThemeClassifier().fit(["甲", "乙"], y)


def test_a_table_is_refused(model: ThemeClassifier):
    with pytest.raises(InputError, match="pass its text column"):
        model.predict(pd.DataFrame({"text": ["甲"]}))


@pytest.mark.parametrize("texts", ["一段文字", ["好", 3], [None]], ids=["str", "int", "None"])
def test_texts_that_are_no_list_of_str_are_refused(model: ThemeClassifier, texts: object):
    with pytest.raises(InputError, match="str"):
        model.predict(texts)


def test_a_handful_of_texts_can_be_learned(small_taxonomy: Taxonomy):
    texts = ["骗子冒充客服要求转账", "民警劝阻老人汇款给骗子", "交警查处酒驾车辆", "路口交警疏导车流"]
    model = ThemeClassifier(small_taxonomy, min_df=1).fit(texts, [["fraud"], ["fraud"], ["order"], ["order"]])
    assert model.predict_proba(texts).argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_the_starter_model_knows_themes_from_the_rest_of_the_world(starter: ThemeClassifier):
    themed = {
        "anti_fraud": "派出所联合银行开展反诈宣传，成功劝阻一名老人向诈骗分子转账十二万元，资金全部止付。",
        "governance_centers": "镇综治中心组织网格员排查邻里矛盾纠纷，调解员上门说和，两家人当天握手言和。",
        "government_services": "户籍窗口推行跨省通办，群众只需提交一次材料，身份证换领立等可取。",
        "juvenile_crime": "检察院对涉罪未成年人作出附条件不起诉决定，并联合学校开展帮教和法治教育。",
    }
    for theme, text in themed.items():
        assert starter.label([text])[0].primary == theme
    rest = [
        "男篮客场以三分险胜，赢得季后赛首个胜场。",
        "今夜到明天多云转阵雨，偏南风三到四级。",
        "两国外长举行会谈，就双边关系交换意见。",
    ]
    assert [label.primary for label in starter.label(rest)] == [None, None, None]


def test_the_real_documents_hold_the_four_themes_people_look_for(starter: ThemeClassifier, real_documents: Path):
    texts = [line for path in real_documents.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()]
    found = {theme for label in starter.label(texts) for theme in label.themes}
    assert {"anti_fraud", "governance_centers", "government_services", "juvenile_crime"} <= found


def test_labels_are_plain_values(model: ThemeClassifier):
    (label,) = model.label(["昨天骗子又来电话，好在没有转账。"])
    assert json.loads(json.dumps(dict(label.scores))) == label.scores


def test_a_text_of_little_weight_changes_little(small_corpus: Corpus):
    texts, themes = [*small_corpus[0], "骗子冒充客服要求转账"], [*small_corpus[1], ["order"]]
    ones = [1.0] * len(small_corpus[0])
    light = ThemeClassifier().fit(texts, themes, [*ones, 1e-6])
    heavy = ThemeClassifier().fit(texts, themes, [*ones, 10.0])
    assert light.predict(texts[-1:]).tolist() == [[1, 0]]
    assert heavy.decision_function(texts[-1:])[0, 1] > light.decision_function(texts[-1:])[0, 1] + 0.5


def test_texts_that_share_no_word_cannot_be_learned_from():
    with pytest.raises(TrainingDataError, match="no word stands in 2 of the texts"):
        ThemeClassifier().fit(["甲乙", "丙丁", "戊己", "庚辛"], [["a"], ["a"], [], []])


@pytest.mark.parametrize("settings", [{"char_ngrams": 3, "word_ngrams": 2}, {"terms": "all"}, {"terms": "content"}])
def test_other_terms_keep_evidence_within_the_text(small_corpus, settings):
    texts, themes = small_corpus
    model = ThemeClassifier(**settings).fit(texts, themes)
    text = "昨天，骗子 冒充客服要求转账！"
    (label,) = model.label([text])
    assert label.primary == "fraud"
    assert label.evidence
    assert all(text[span.start : span.end] == span.text for span in label.evidence)


def test_few_texts_of_one_class_each_count_every_term(small_corpus):
    texts, themes = small_corpus
    model = ThemeClassifier().fit(texts, [row[0] if row else "none" for row in themes])
    assert model.vectorizer_.min_df == 1
    assert model.terms_chosen() == "all"
    assert model.predict(["骗子冒充客服要求转账"]).tolist() == ["fraud"]
