from collections import Counter

import pytest

from topics.characters import fold
from topics.shipped import LEXICON_FILE, STOPWORDS_FILE
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer


@pytest.fixture(scope="module")
def tokenizer():
    return shipped_tokenizer()


def _listed(path):
    lines = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return [words[0] for words in lines if words]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_every_lexicon_word_is_cut_whole(tokenizer, engine):
    cut = Tokenizer(tokenizer.lexicon, engine=engine).cut
    assert tokenizer.lexicon
    assert [entry.word for entry in tokenizer.lexicon if cut(entry.word) != [entry.word]] == []


def test_every_lexicon_word_carries_meaning(tokenizer):
    assert [entry.word for entry in tokenizer.lexicon if not tokenizer.is_content(entry.word)] == []


def test_no_stop_word_is_in_the_lexicon(tokenizer):
    assert tokenizer.stopwords
    assert tokenizer.stopwords.isdisjoint(entry.word for entry in tokenizer.lexicon)


@pytest.mark.parametrize("path", [LEXICON_FILE, STOPWORDS_FILE], ids=["lexicon", "stop words"])
def test_every_word_is_listed_once_and_folded(path):
    listed = _listed(path)
    assert [word for word, count in Counter(listed).items() if count > 1] == []
    assert [word for word in listed if fold(word) != word] == []


def test_each_call_gives_an_equal_tokenizer(tokenizer):
    assert shipped_tokenizer() == tokenizer
    assert shipped_tokenizer() is not tokenizer
