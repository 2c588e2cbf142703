import pytest

from topics.errors import SettingsError
from topics.words.lexicon import Confusion, LexiconWord, read_confusions, read_lexicon, read_stopwords


@pytest.fixture
def word_list(tmp_path):
    def write(content):
        path = tmp_path / "words.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("# 反诈\n\n  # x\n", [], id="comments and blanks"),
        pytest.param("一窗通办\r\n综治中心 # 基层\n", ["一窗通办", "综治中心"], id="order"),
        pytest.param("調解員\nAI治理\n", ["调解员", "ai治理"], id="folded"),
        pytest.param("反诈\n反诈", ["反诈"], id="twice"),
    ],
)
def test_words_of_a_lexicon(word_list, content, words):
    assert [entry.word for entry in read_lexicon(word_list(content))] == words


def test_a_frequency_stands_after_the_word(word_list):
    plain, rare = read_lexicon(word_list("反诈\n枫桥经验  30 # 少见"))
    assert rare == LexiconWord("枫桥经验", 30)
    assert plain.frequency > rare.frequency


@pytest.mark.parametrize("reader", [read_lexicon, read_stopwords])
def test_a_byte_order_mark_is_not_part_of_the_first_word(word_list, reader):
    with_mark = reader(word_list("反诈\n调解".encode("utf-8-sig")))
    assert with_mark == reader(word_list("反诈\n调解"))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("诈", "'诈' is not a word", id="one character"),
        pytest.param("反诈，劝阻", "is not a word", id="punctuation"),
        pytest.param("反诈\u3000劝阻", "is not a word", id="space"),
        pytest.param("反诈 many", "frequency 'many'", id="frequency in letters"),
        pytest.param("反诈 -3", "frequency '-3'", id="negative frequency"),
        pytest.param("反诈 1.5", "frequency '1.5'", id="broken frequency"),
        pytest.param("反诈 10 n", "frequency '10 n'", id="part of speech"),
        pytest.param("反诈 ²", "frequency '²'", id="superscript frequency"),
    ],
)
def test_a_bad_line_is_named(word_list, line, problem):
    path = word_list(f"# 词表\n综治中心\n{line}\n")
    with pytest.raises(SettingsError, match=problem) as caught:
        read_lexicon(path)
    assert str(caught.value).startswith(f"{path}: line 3: ")


@pytest.mark.parametrize("reader", [read_lexicon, read_stopwords])
def test_a_list_that_cannot_be_read_is_named(tmp_path, word_list, reader):
    with pytest.raises(SettingsError, match=r"none\.txt: cannot be read"):
        reader(tmp_path / "none.txt")
    with pytest.raises(SettingsError, match=r"words\.txt: cannot be read as a UTF-8 word list"):
        reader(word_list("反诈".encode("gb18030")))


def test_stop_words(word_list):
    assert read_stopwords(word_list("# 虚词\n的\n 进行 # 套话\n\n的\n")) == frozenset({"的", "进行"})


def test_stop_words_are_folded_as_words_are(word_list):
    assert read_stopwords(word_list("進行\nAPP\n")) == frozenset({"进行", "app"})


def test_confusions_are_pairs_and_the_frequent_ones_are_marked(word_list):
    assert read_confusions(word_list("# note\n己 已 *\n未 末\n")) == (
        Confusion("己", "已", frequent=True),
        Confusion("未", "末"),
    )


@pytest.mark.parametrize("line", ["己", "己 己", "己已", "a b", "己 已 巳"])
def test_a_line_that_is_no_pair_of_characters_is_refused(word_list, line):
    with pytest.raises(SettingsError, match="line 2"):
        read_confusions(word_list(f"未 末\n{line}\n"))
