"""The tokenizer with the lexicon and stop words that ship with topics."""

from functools import cache

from topics.shipped import LEXICON_FILE, STOPWORDS_FILE
from topics.words.lexicon import read_lexicon, read_stopwords
from topics.words.tokenizer import Tokenizer


def shipped_tokenizer() -> Tokenizer:
    """Return a new tokenizer with the lexicon and the stop words of seeds/."""
    return Tokenizer(read_lexicon(LEXICON_FILE), read_stopwords(STOPWORDS_FILE))


@cache
def shared_tokenizer() -> Tokenizer:
    """Return the one tokenizer that reading documents shares, its dictionary loaded once a process."""
    return shipped_tokenizer()
