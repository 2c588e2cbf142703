import sys
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.characters import fold
from topics.documents.encoding import decode
from topics.shipped import SAMPLE_DOCUMENTS
from topics.words.engines import _private_folder, load_engine
from topics.words.lexicon import LexiconWord

_ODD_LEXICON = tuple(
    LexiconWord(word, frequency)
    for word, frequency in [
        *(("警务ai平台", 1000), ("c++", 50), ("a.b-c", 1000), ("5g", 3)),
        *(("云上枫桥站", 0), ("云上枫", 1), ("枫桥站", 10**9), ("枫桥站", 7), ("中国", 10**9)),
    ]
)
_LATIN = st.text("abcxyzAI0159+#&._%-", max_size=6)
_PUNCTUATION = st.text("，。：！？“”（） \t\r\n\u2028\u3000％…", max_size=3)
_RARE = st.characters(categories=["Cs"]) | st.characters(min_codepoint=0x20000) | st.characters()


def _texts(words):
    han = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=4)
    whole = st.sampled_from(words)
    pieces = [whole, whole.map(lambda word: word[1:]), han, _LATIN, _PUNCTUATION, _RARE]
    return st.lists(st.one_of(pieces), max_size=12).map("".join).map(fold)


@pytest.fixture(scope="module", params=["no lexicon", "shipped lexicon", "odd lexicon"])
def setting(request, lexicon):
    words = {"no lexicon": (), "shipped lexicon": lexicon, "odd lexicon": _ODD_LEXICON}[request.param]
    examples = [entry.word for entry in words] or ["反诈中心", "派出所", "中国人民", "一体化"]
    return load_engine("rjieba", words), load_engine("jieba", words), _texts(examples)


@given(data=st.data())
def test_both_engines_cut_every_text_equally_and_whole(setting, data):
    rjieba, jieba, texts = setting
    text = data.draw(texts)
    assert rjieba(text) == jieba(text)
    assert "".join(rjieba(text)) == text


def _assert_equal_on_lines(setting, folder):
    rjieba, jieba, _ = setting
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".md"}]
    lines = [line for path in paths for line in fold(decode(path.read_bytes(), path.name)[0]).splitlines()]
    assert len(lines) > len(paths) > 0
    for line in lines:
        assert rjieba(line) == jieba(line)


def test_both_engines_cut_the_sample_documents_equally(setting):
    _assert_equal_on_lines(setting, SAMPLE_DOCUMENTS)


def test_both_engines_cut_the_real_documents_equally(setting, real_documents):
    _assert_equal_on_lines(setting, real_documents)


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_each_engine_has_a_dictionary_of_its_own(engine):
    plain, taught = load_engine(engine, ()), load_engine(engine, [LexiconWord("云上枫桥站", 1000)])
    assert taught("云上枫桥站") == ["云上枫桥站"]
    assert len(plain("云上枫桥站")) > 1


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_no_words_are_guessed(engine):
    assert load_engine(engine, ())("林小禾") == ["林", "小", "禾"]


def test_without_rjieba_jieba_cuts_and_says_so(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "rjieba", None)
    cut = load_engine("rjieba", [LexiconWord("综治中心", 1000)])
    assert cut("县综治中心揭牌") == ["县", "综治中心", "揭牌"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "rjieba is not installed" in caplog.text


def test_the_cache_is_private(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = _private_folder()
    assert folder == tmp_path / "cache" / "topics-zh" / "jieba"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_without_a_place_for_a_cache_a_temporary_one_serves(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = _private_folder()
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700
