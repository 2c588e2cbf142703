import numpy as np

from topics.features.lsa import LsaEncoder, WordTfidf
from topics.words.shipped import shipped_tokenizer

_TEXTS = [
    "网格员上门调解纠纷",
    "网格员排查矛盾纠纷",
    "民警劝阻老人汇款",
    "民警帮助老人追回汇款",
    "法官执行判决",
    "法官回访判决",
]


def test_guide_words_weigh_more():
    plain = WordTfidf(shipped_tokenizer()).fit(_TEXTS)
    guided = WordTfidf(shipped_tokenizer(), frozenset({"纠纷"}), guide_weight=3.0).fit(_TEXTS)
    column = plain.words_.tolist().index("纠纷")
    assert guided.transform(_TEXTS)[1, column] > plain.transform(_TEXTS)[1, column] > 0


def test_rows_have_length_one_or_none():
    tfidf = WordTfidf(shipped_tokenizer()).fit(_TEXTS)
    lengths = np.sqrt(tfidf.transform([*_TEXTS, "，。"]).multiply(1).power(2).sum(axis=1)).ravel()
    np.testing.assert_allclose(lengths, [[1, 1, 1, 1, 1, 1, 0]], rtol=1e-6)


def test_texts_about_the_same_lie_closer_than_others():
    tfidf = WordTfidf(shipped_tokenizer()).fit_transform(_TEXTS)
    embeddings = LsaEncoder(n_components=3).fit_transform(tfidf)
    assert embeddings.dtype == np.float32
    near, far = embeddings[0] @ embeddings[1], embeddings[0] @ embeddings[4]
    assert near > far + 0.5
