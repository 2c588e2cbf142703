"""The two segmentation engines behind the tokenizer; the one place that imports them.

Both follow jieba's dictionary without its hidden Markov model and give the same words for
every text. The imports stand inside the functions because jieba costs a second and 100 MB
that the default engine does not need, and because rjieba has no wheel for every machine.
"""

import logging
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from topics.files import user_cache
from topics.words.lexicon import LexiconWord

Engine = Literal["rjieba", "jieba"]
Cut = Callable[[str], list[str]]


def load_engine(engine: Engine, lexicon: Sequence[LexiconWord]) -> Cut:
    """Return the function that cuts a text into words, with its own private dictionary.

    Lexicon words that jieba's dictionary already holds keep their frequency there: changing
    it moves the total by different amounts in the two engines.
    """
    if engine == "jieba":
        return _load_jieba(lexicon)
    try:
        return _load_rjieba(lexicon)
    except ImportError:
        logging.getLogger(__name__).warning("rjieba is not installed: cutting words with jieba, 20 times slower")
        return _load_jieba(lexicon)


def _load_rjieba(lexicon: Sequence[LexiconWord]) -> Cut:
    import rjieba

    dictionary = rjieba.Jieba()
    for entry in lexicon:
        if not dictionary.has_word(entry.word):
            dictionary.add_word(entry.word, entry.frequency, "n")
    return lambda text: list(dictionary.cut(text, hmm=False))


def _load_jieba(lexicon: Sequence[LexiconWord]) -> Cut:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # jieba 0.42.1 has unescaped patterns
        import jieba

    jieba.setLogLevel(logging.WARNING)
    dictionary = jieba.Tokenizer()
    dictionary.tmp_dir = str(_private_folder())
    dictionary.initialize()
    for entry in lexicon:
        if not dictionary.FREQ.get(entry.word):
            dictionary.add_word(entry.word, entry.frequency)
    return lambda text: list(dictionary.cut(text, HMM=False))


def _private_folder() -> Path:
    """A folder of this user's own: jieba reads its cache from there with marshal."""
    folder = user_cache() / "jieba"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:  # no home to write to, as in some containers
        return Path(tempfile.mkdtemp(prefix="topics-zh-"))
    return folder
