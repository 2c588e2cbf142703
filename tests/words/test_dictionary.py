import logging
from pathlib import Path

import jieba
import numpy as np
import rjieba

from topics.words.dictionary import _source, load_dictionary, read_frequencies
from topics.words.lexicon import LexiconWord
from topics.words.tokenizer import Tokenizer
from topics.words.trie import runs_of_texts


def test_the_file_holds_the_frequencies_of_both_engines():
    frequencies, total = read_frequencies(_source(), ())
    own = jieba.Tokenizer()
    own.tmp_dir = str(_source().parent / "nowhere")
    own.FREQ, own.total = own.gen_pfdict(own.get_dict_file())
    own.initialized = True
    assert ({word: number for word, number in own.FREQ.items() if number}, own.total) == (frequencies, total)
    other = rjieba.Jieba()
    assert all(map(other.has_word, frequencies))
    for word in sorted(frequencies)[::100]:
        assert abs(other.suggest_freq(word) - own.suggest_freq(word)) <= 1  # a product that is rounded down


def test_lexicon_words_are_words_and_known_words_keep_their_frequency():
    lexicon = [LexiconWord("云上枫桥站", 1000), LexiconWord("中国", 5), LexiconWord("无频词", 0)]
    dictionary = load_dictionary(Tokenizer(lexicon, frozenset({"我们"})))
    numbers = dictionary.trie.values(
        dictionary.trie.find(runs_of_texts(["云上枫桥站", "云上枫", "无频词", "中国", "我们"]))
    )
    assert [number > 0 for number in numbers.tolist()] == [True, False, False, True, True]
    assert dictionary.is_content[numbers].tolist() == [True, False, False, True, False]
    frequencies, total = read_frequencies(_source(), lexicon)
    assert dictionary.weights[numbers[3]] == np.log(frequencies["中国"]) - np.log(total)


def test_tables_are_kept_and_made_again_where_they_are_damaged(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    whole = load_dictionary(Tokenizer()).trie.slots.copy()
    (slots,) = tmp_path.rglob("slots.npy")
    assert not [path for path in tmp_path.rglob("*") if path.suffix in {".pkl", ".marshal", ".cache"}]
    kept = slots.stat().st_ino
    assert (load_dictionary(Tokenizer()).trie.slots == whole).all()
    assert slots.stat().st_ino == kept
    damaged = bytearray(slots.read_bytes())
    damaged[len(damaged) // 2] ^= 255
    slots.write_bytes(damaged)
    assert (load_dictionary(Tokenizer()).trie.slots == whole).all()
    assert slots.stat().st_ino != kept
    slots.with_name("digests.json").write_text("[]")
    assert (load_dictionary(Tokenizer()).trie.slots == whole).all()


def test_tokenizers_that_cut_differently_do_not_share_tables():
    plain, taught = load_dictionary(Tokenizer()), load_dictionary(Tokenizer([LexiconWord("云上枫桥站", 1000)]))
    assert len(taught.weights) == len(plain.weights) + 1


def test_without_a_place_for_a_cache_tables_stay_in_memory(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path(tmp_path / "file")))
    with caplog.at_level(logging.WARNING):
        assert not load_dictionary(Tokenizer()).weights.flags.writeable
    assert "not kept for the next time" in caplog.text
