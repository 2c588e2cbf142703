import os
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.characters import fold
from topics.words.lexicon import LexiconWord
from topics.words.tokenizer import Tokenizer

_LEXICON = (LexiconWord("综治中心", 1000), LexiconWord("反诈", 500), LexiconWord("ai治理", 1000))
_STOPWORDS = frozenset({"开展", "工作", "的"})
_TEXTS = st.lists(
    st.sampled_from(["综治中心", "反詐", "開展", "ＡＩ治理", "，", "　", "\ud800"]) | st.text(max_size=4)
).map("".join)


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer(_LEXICON, _STOPWORDS)


def test_words_are_folded_whole_and_without_stop_words(tokenizer):
    text = "縣綜治中心開展ＡＩ治理工作，反詐110的APP"
    assert tokenizer.cut(text) == ["县", "综治中心", "开展", "ai治理", "工作", ",", "反诈", "110", "的", "app"]
    assert tokenizer.words(text) == ["综治中心", "ai治理", "反诈", "app"]


@given(_TEXTS)
def test_joined_words_are_the_folded_text(tokenizer, text):
    assert "".join(tokenizer.cut(text)) == fold(text)


@given(_TEXTS)
def test_words_are_the_content_words_of_the_cut(tokenizer, text):
    cut, words = tokenizer.cut(text), tokenizer.words(text)
    assert words == [word for word in cut if tokenizer.is_content(word)]
    assert not _STOPWORDS.intersection(words)


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        pytest.param("反诈", True, id="two characters"),
        pytest.param("ai", True, id="Latin"),
        pytest.param("5g", True, id="digit and letter"),
        pytest.param("诈", False, id="one character"),
        pytest.param("110", False, id="digits"),
        pytest.param("……", False, id="punctuation"),
        pytest.param("开展", False, id="stop word"),
        pytest.param("三百余名", False, id="quantity"),
        pytest.param("第二次", False, id="ordinal"),
        pytest.param("三农", True, id="numeral in a word"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_content(tokenizer, word, answer):
    assert tokenizer.is_content(word) is answer


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_a_pickled_tokenizer_is_the_same_tokenizer(engine):
    tokenizer = Tokenizer(_LEXICON, _STOPWORDS, engine)
    tokenizer.cut("反诈")
    copy = pickle.loads(pickle.dumps(tokenizer))  # noqa: S301 - pickled a moment ago
    assert copy == tokenizer
    assert hash(copy) == hash(tokenizer)
    assert copy.fingerprint == tokenizer.fingerprint
    assert copy.cut("縣綜治中心反詐") == tokenizer.cut("縣綜治中心反詐")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Tokenizer(_LEXICON[:2], _STOPWORDS), id="one word less"),
        pytest.param(Tokenizer((*_LEXICON, LexiconWord("枫桥", 9)), _STOPWORDS), id="one word more"),
        pytest.param(Tokenizer((LexiconWord("综治中心", 999), *_LEXICON[1:]), _STOPWORDS), id="other frequency"),
        pytest.param(Tokenizer(_LEXICON, _STOPWORDS | {"反诈"}), id="one stop word more"),
        pytest.param(Tokenizer(_LEXICON, _STOPWORDS - {"工作"}), id="one stop word less"),
        pytest.param(Tokenizer(), id="no words"),
    ],
)
def test_other_words_give_another_fingerprint(tokenizer, other):
    assert other.fingerprint != tokenizer.fingerprint
    assert other != tokenizer


def test_the_same_words_give_the_same_fingerprint(tokenizer):
    same = Tokenizer(list(_LEXICON), frozenset(sorted(_STOPWORDS, reverse=True)))
    assert same.fingerprint == tokenizer.fingerprint
    assert same == tokenizer
    same.cut("反诈")
    assert same.fingerprint == tokenizer.fingerprint


def test_the_engine_is_not_in_the_fingerprint(tokenizer):
    other = Tokenizer(_LEXICON, _STOPWORDS, engine="jieba")
    assert other.fingerprint == tokenizer.fingerprint
    assert other != tokenizer
    assert other.cut("綜治中心開展AI治理") == tokenizer.cut("綜治中心開展AI治理")


def test_another_process_gives_the_same_fingerprint():
    program = "from topics.words.shipped import shipped_tokenizer; print(shipped_tokenizer().fingerprint)"
    fingerprints = {
        subprocess.run(  # noqa: S603 - this interpreter on a program of our own
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert len(fingerprints) == 1
    assert len(fingerprints.pop()) == 16


def test_a_tokenizer_is_not_equal_to_anything_else(tokenizer):
    assert tokenizer != "tokenizer"


def test_representation(tokenizer):
    assert repr(tokenizer) == "Tokenizer(3 lexicon words, 3 stop words, 'rjieba')"
