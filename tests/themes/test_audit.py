import pytest

from topics.themes.audit import ThemeAudit, audit_seeds
from topics.themes.classifier import ThemeClassifier
from topics.themes.seeded import fit_from_seeds
from topics.themes.taxonomy import Taxonomy, Theme
from topics.words.tokenizer import Tokenizer

Corpus = tuple[list[str], list[list[str]]]

_CANCELLED = "讲诈骗的影片票房过亿"
_TAXONOMY = Taxonomy(
    (
        Theme("fraud", seed_words=("骗子", "诈骗", "杀猪盘"), counter_words=("票房",)),
        Theme("order", seed_words=("交警", "隐患")),
        Theme("bank", seed_words=("银行",)),
        Theme("dead", seed_words=("龙舟赛", "赛龙舟")),
    )
)


@pytest.fixture(scope="module")
def audit(small_corpus: Corpus) -> dict[str, ThemeAudit]:
    texts = [*small_corpus[0], _CANCELLED]
    ids = {text: f"t{number}" for number, text in enumerate(texts)}
    fitted = fit_from_seeds(ThemeClassifier(_TAXONOMY, Tokenizer()), texts)
    rows = audit_seeds(fitted.labels, _TAXONOMY, fitted.given(), ids, Tokenizer())
    assert [row.theme for row in rows] == list(_TAXONOMY.ids)
    return {row.theme: row for row in rows}


def test_matches_are_counted(audit: dict[str, ThemeAudit]):
    fraud = audit["fraud"]
    assert (fraud.n_seeds, fraud.n_matched, fraud.n_cancelled) == (3, 18, 1)
    assert fraud.coverage == round(18 / 73, 4)


def test_seed_words_that_stand_nowhere_are_named(audit: dict[str, ThemeAudit]):
    assert audit["fraud"].dead_seeds == ("杀猪盘",)
    assert audit["dead"].dead_seeds == ("龙舟赛", "赛龙舟")
    assert (audit["dead"].n_matched, audit["dead"].n_labelled, audit["dead"].near_misses) == (0, 0, ())


def test_themes_with_seed_words_in_the_same_texts_are_named(audit: dict[str, ThemeAudit]):
    assert audit["bank"].conflicts == ("fraud 6",)
    assert audit["fraud"].conflicts == ("bank 6",)
    assert audit["order"].conflicts == ()


def test_suggested_words_set_the_theme_apart_and_are_no_seed_words(audit: dict[str, ThemeAudit]):
    assert "转账" in audit["fraud"].suggestions
    assert not set(audit["fraud"].suggestions) & {*_TAXONOMY.seed_words, "票房"}


def test_near_misses_hold_no_seed_word(audit: dict[str, ThemeAudit], small_corpus: Corpus):
    for theme in _TAXONOMY:
        row = audit[theme.id]
        assert len(row.near_misses) == min(row.n_near_misses, 10)
        for text_id in row.near_misses:
            text = [*small_corpus[0], _CANCELLED][int(text_id[1:])]
            assert text == _CANCELLED or not any(seed in text for seed in theme.seed_words)
    assert audit["fraud"].n_near_misses > 0
