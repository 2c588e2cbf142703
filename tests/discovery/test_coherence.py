import math

import pytest

from topics.discovery.coherence import coherence
from topics.words.tokenizer import Tokenizer

_TOKENIZER = Tokenizer()


def test_words_that_always_meet_cohere_and_words_that_never_do_not():
    texts = ["渔船海鱼"] * 3 + ["小麦麦田"] * 3
    npmi, c_v = coherence(texts, {0: ("渔船", "海鱼"), 1: ("渔船", "小麦")}, _TOKENIZER)
    assert npmi[0] == pytest.approx(1, abs=1e-6)
    assert npmi[1] == -1
    assert c_v[0] == pytest.approx(1, abs=1e-6)
    assert c_v[0] > c_v[1]


def test_npmi_by_hand():
    texts = ["渔船海鱼", "渔船小麦", "海鱼小麦", "小麦麦田"]
    npmi, _ = coherence(texts, {0: ("渔船", "海鱼")}, _TOKENIZER)
    assert npmi[0] == pytest.approx(math.log(0.25 / (0.5 * 0.5)) / -math.log(0.25), abs=1e-6)


def test_words_farther_apart_than_the_window_never_meet():
    apart = "渔船" + "小麦" * 15 + "海鱼"
    npmi, _ = coherence([apart], {0: ("渔船", "海鱼")}, _TOKENIZER)
    assert npmi[0] == -1
    near = "渔船" + "小麦" * 5 + "海鱼"
    assert coherence([near], {0: ("渔船", "海鱼")}, _TOKENIZER)[0][0] > 0.9


def test_a_single_keyword_has_no_coherence():
    assert coherence(["渔船"], {0: ("渔船",)}, _TOKENIZER) == ({}, {})
