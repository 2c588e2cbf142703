import numpy as np
import pytest

from topics.features.encoder import CorpusEncoder, count_terms
from topics.features.induction import corpus_vectors, longest_parts
from topics.features.vectors import WordVectors
from topics.words.lexicon import LexiconWord
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

_WORDS = ["渔民", "渔船", "海鱼", "渔港", "小麦", "麦田", "农民", "粮仓"]
_TEXTS = [
    f"{a}看见{b}和{c}" for words in (_WORDS[:4], _WORDS[4:]) for a, b, c in (words[:3], words[1:], words[::-1][:3])
]


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    """Words of the sea near to one another, and those of the field."""
    rng = np.random.default_rng(0)
    centres = np.repeat(np.eye(2, 8), 4, axis=0)
    matrix = (centres + rng.normal(scale=0.1, size=(8, 8))).astype(np.float16)
    return WordVectors({word: row for row, word in enumerate(_WORDS)}, matrix)


def test_texts_of_one_subject_lie_together(vectors: WordVectors):
    embeddings = CorpusEncoder(shipped_tokenizer(), vectors).fit_encode(_TEXTS)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, rtol=1e-5)
    nearness = embeddings @ embeddings.T
    assert nearness[:3, :3].min() > nearness[:3, 3:].max()


def test_encoding_gives_what_fitting_gave_one_by_one(vectors: WordVectors):
    encoder = CorpusEncoder(shipped_tokenizer(), vectors)
    fitted = encoder.fit_encode(_TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in _TEXTS])
    np.testing.assert_allclose(alone, fitted, atol=1e-6)
    assert (CorpusEncoder(shipped_tokenizer(), vectors).fit(_TEXTS).encode(_TEXTS) == encoder.encode(_TEXTS)).all()


def test_a_text_without_known_words_has_no_direction(vectors: WordVectors):
    encoder = CorpusEncoder(shipped_tokenizer(), vectors).fit(_TEXTS)
    assert not encoder.encode(["，。", ""]).any()
    assert encoder.encode([]).shape[0] == 0


def test_without_vectors_the_corpus_speaks_alone():
    embeddings = CorpusEncoder(shipped_tokenizer(), None).fit_encode(_TEXTS * 4)
    assert embeddings[0] @ embeddings[1] > embeddings[0] @ embeddings[4]


def test_guide_words_draw_texts_together(vectors: WordVectors):
    texts = [*_TEXTS, "渔民种小麦", "渔民种粮仓"]
    plain = CorpusEncoder(shipped_tokenizer(), vectors).fit_encode(texts)
    guided = CorpusEncoder(shipped_tokenizer(), vectors, frozenset({"渔民"}), guide_weight=5).fit_encode(texts)
    assert guided[0] @ guided[-1] > plain[0] @ plain[-1]


def test_a_word_without_a_vector_gets_one_from_its_company(vectors: WordVectors):
    tokenizer = Tokenizer([LexiconWord("渔政", 1000), LexiconWord("农技", 1000)])
    texts = [f"渔政{word}" for word in _WORDS[:4]] + [f"农技{word}" for word in _WORDS[4:]]
    words = sorted({word for text in texts for word in tokenizer.cut(text)})
    columns = {word: column for column, word in enumerate(words)}
    found = corpus_vectors(words, count_terms(map(tokenizer.cut, texts), columns), vectors)
    sea, field = vectors.matrix[:4].mean(axis=0), vectors.matrix[4:].mean(axis=0)
    assert found[columns["渔政"]] @ sea > found[columns["渔政"]] @ field
    assert found[columns["农技"]] @ field > found[columns["农技"]] @ sea


def test_a_word_is_taken_apart_into_the_longest_words(vectors: WordVectors):
    assert longest_parts("大渔船小麦田", vectors) == [vectors.rows["渔船"], vectors.rows["小麦"]]
    assert longest_parts("反诈", vectors) == []
