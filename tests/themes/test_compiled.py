import dataclasses
import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.documents.reader import read_documents
from topics.features.buffers import encode_texts
from topics.settings import LabelSettings
from topics.shipped import SAMPLE_DOCUMENTS
from topics.themes import compiled
from topics.themes.block import ThemeLists
from topics.themes.classifier import ThemeClassifier
from topics.themes.compiled import WORTHWHILE, CompiledScores, open_kernel
from topics.themes.labelling import Labeller
from topics.themes.labels import labels_of
from topics.themes.plain import PlainScores
from topics.words.lexicon import LexiconWord
from topics.words.tokenizer import Tokenizer

pytest.importorskip("numba")

_PIECES = [
    *("骗子冒充客服", "要求转账", "反诈", "诈骗", "民警", "劝阻", "老人", "交警", "查处", "酒驾", "綜治中心", "網格員"),
    *(
        "１２３",
        "12万元",
        "三名",
        "第二次",
        "AI",
        "ok",
        "the",
        "C++",
        "5G",
        " ",
        "  ",
        "　",
        "\n",
        "\r\n",
        "\t",
        "\xa0",
    ),
    *("，", "。", "：", "！", "《", "》", "\0", "\x02", "\x1c", "\u2028", "\ufeff", "\u0301", "龘", "㐂", "\U00020000"),
    *("😀", "ß", "İ", "Ａ", "é", "한국", "ひら", "\ud800", "综 治 中 心", "a b c", "球队", "天气"),
]
_TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=30).map("".join)
_SETTINGS = LabelSettings(min_characters=3, coverage=0.9)
_KINDS = {
    "themes": {},
    "classes": {},
    "long runs": {"char_ngrams": 4, "word_ngrams": 3},
    "all, long runs": {"char_ngrams": 3, "word_ngrams": 2, "terms": "all"},
    "single characters": {"char_ngrams": 1, "terms": "content"},
    "own words": {
        "tokenizer": Tokenizer([LexiconWord("骗子冒充客服", 9), LexiconWord("ai5g", 900)], frozenset({"ok"}))
    },
}


@pytest.fixture(scope="module", params=_KINDS)
def model(request, small_taxonomy, small_corpus):
    texts, themes = small_corpus
    texts = [f"{text}，{_PIECES[row % len(_PIECES)]}ok AI".replace("\ud800", "") for row, text in enumerate(texts)]
    if request.param in {"classes", "all, long runs"}:
        themes = [row[0] if row else "none" for row in themes]
        return ThemeClassifier(min_df=1, **_KINDS[request.param]).fit(texts, themes)
    return ThemeClassifier(small_taxonomy, min_df=1, **_KINDS[request.param]).fit(texts, themes)


def both(model, texts, asked=_SETTINGS):
    """The labels of texts in both ways."""
    labeller = Labeller(model, asked)
    return [labeller.judge(way) for way in ways(model, texts)]


def ways(model, texts):
    """The scores of texts in both ways."""
    kernel = open_kernel(model, WORTHWHILE)
    return PlainScores(model, texts), CompiledScores(model, kernel, encode_texts(texts))


def assert_equal(model, texts, asked=_SETTINGS):
    plain, fast = both(model, texts, asked)
    np.testing.assert_allclose(fast.probabilities, plain.probabilities, rtol=0, atol=1e-9)
    for name, part in arrays(plain).items():
        np.testing.assert_array_equal(arrays(fast)[name], part, err_msg=name)
    assert labels_of(fast, texts, None) == labels_of(plain, texts, None)


def arrays(block, name=""):
    """The arrays of a block by name, without the unrounded probabilities."""
    found = {}
    for field in dataclasses.fields(block):
        value = getattr(block, field.name)
        if dataclasses.is_dataclass(value):
            found |= arrays(value, f"{name}{field.name}.")
        elif field.name not in {"probabilities", "neighbours"}:
            found[name + field.name] = value
    return found


@settings(max_examples=40)
@given(texts=st.lists(_TEXTS, max_size=5))
def test_compiled_code_labels_like_the_plain_path(model, texts):
    assert_equal(model, texts)


def test_what_was_learned_from_is_labelled_equally(model, small_corpus):
    assert_equal(model, [*small_corpus[0], "", " ", "\0", "骗" * 50, "骗子 转账"])


def test_many_spans_and_none_are_shown_equally(model, small_corpus):
    text = "，球队赢了。".join(small_corpus[0] * 2)
    for max_evidence in (0, 1, 99):
        assert_equal(model, [text, *small_corpus[0]], LabelSettings(max_evidence=max_evidence))


def test_novelty_is_told_equally(model, small_corpus):
    texts = [*small_corpus[0], "骗子孔雀开屏琉璃灯盏", "ok ＯＫ the qqq QQQ qq1", "骗子 a b c 转账 zz"]
    themes = ThemeLists(np.arange(len(texts) + 1), np.zeros(len(texts), dtype=np.int32))
    plain, fast = (way.trace(themes, 3) for way in ways(model, texts))
    np.testing.assert_allclose(fast.unseen, plain.unseen, rtol=1e-12)
    assert len(np.unique(plain.unseen[:, 1])) > 2


@pytest.mark.parametrize(("part", "times"), [("骗子冒充客服要求转账。", 18_000), ("a1", 100_000), ("骗 子 ", 50_000)])
def test_very_long_texts_are_labelled_equally(starter, part, times):
    assert_equal(starter, ["骗子", part * times], LabelSettings(max_evidence=10**6))


def test_the_starter_model_labels_the_sample_documents_equally(starter):
    texts = read_documents(SAMPLE_DOCUMENTS).texts
    assert_equal(starter, texts, LabelSettings())
    assert any(len(row) for row in both(starter, texts)[0].themes.columns.reshape(-1, 1))


def test_the_starter_model_labels_the_real_documents_equally(starter, real_documents):
    assert_equal(starter, read_documents(real_documents).texts, LabelSettings(precision=0.9))


@settings(max_examples=25)
@given(texts=st.lists(_TEXTS, max_size=5))
def test_the_starter_model_labels_every_text_equally(starter, texts):
    assert_equal(starter, texts)


def test_texts_of_an_arrow_array_need_not_start_at_its_start(model, small_corpus):
    texts = small_corpus[0]
    buffers = encode_texts(["前面的文字", *texts])
    sliced = dataclasses.replace(buffers, offsets=buffers.offsets[1:].astype(np.int32))
    labeller = Labeller(model, _SETTINGS)
    fast = labeller.judge(CompiledScores(model, open_kernel(model, WORTHWHILE), sliced))
    assert labels_of(fast, texts, None) == labels_of(both(model, texts)[0], texts, None)


def test_few_texts_do_not_load_compiled_code(small_taxonomy, small_corpus):
    model = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    assert open_kernel(model, WORTHWHILE - 1) is None
    opened = open_kernel(model, WORTHWHILE)
    assert open_kernel(model, 1) is opened
    model.fit(*small_corpus)
    assert open_kernel(model, 1) is None


def test_many_texts_are_labelled_by_compiled_code_and_alike(small_taxonomy, small_corpus, monkeypatch):
    model = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    texts = small_corpus[0] * (WORTHWHILE // len(small_corpus[0]) + 1)
    one_by_one = [model.label([text])[0] for text in small_corpus[0]]
    monkeypatch.setattr("topics.themes.labelling.PlainScores", None)
    assert model.label(texts)[: len(one_by_one)] == one_by_one


def test_without_numba_the_plain_path_is_taken_and_a_hint_given(small_taxonomy, small_corpus, monkeypatch, caplog):
    model = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    compiled._code.cache_clear()
    monkeypatch.setattr(compiled, "find_spec", {}.get)
    with caplog.at_level(logging.INFO):
        labels = model.label(small_corpus[0] * (WORTHWHILE // len(small_corpus[0]) + 1))
    compiled._code.cache_clear()
    assert labels[0].primary == "fraud"
    assert caplog.text.count("topics-zh[fast]") == 1


def test_what_is_not_covered_goes_the_plain_way(small_taxonomy, small_corpus, caplog):
    model = ThemeClassifier(small_taxonomy).fit(*small_corpus)
    model.vectorizer_.idf_[0] = -1.0
    with caplog.at_level(logging.INFO):
        assert open_kernel(model, WORTHWHILE) is None
    assert "does not cover" in caplog.text
