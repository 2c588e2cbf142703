import pytest

from topics.shipped import LEXICON_FILE
from topics.words.lexicon import LexiconWord, read_lexicon


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def lexicon() -> tuple[LexiconWord, ...]:
    return read_lexicon(LEXICON_FILE)
