import numpy as np
import pytest

from topics.features.vectorizer import TextVectorizer
from topics.themes.prototypes import positive_clauses, theme_prototypes
from topics.themes.taxonomy import Taxonomy, Theme

_TEXTS = ["骗子谎称退款要验证码", "交警在路口查处酒驾", "电影票房过亿", "警方通报", "小麦丰收", "球队取胜"]


def _vectorizer() -> TextVectorizer:
    return TextVectorizer(min_df=1).fit(_TEXTS)


@pytest.mark.parametrize(
    ("definition", "clauses"),
    [
        ("", []),
        ("调解、网格管理。国家之间的调停不属于本主题。", ["调解", "网格管理"]),
        ("除诈骗以外的刑事打击：扫黑（含除恶）", ["的刑事打击", "扫黑", "含除恶"]),
        ("惩治贪腐以反腐败为主；训练不属于本主题", []),
    ],
)
def test_what_a_definition_excludes_is_left_out(definition: str, clauses: list[str]):
    assert positive_clauses(definition) == clauses


def test_texts_are_likest_to_their_own_theme():
    themes = (Theme("fraud", "反诈", seed_words=("骗子", "退款")), Theme("order", "秩序", seed_words=("酒驾",)))
    vectorizer = _vectorizer()
    prototypes = theme_prototypes(Taxonomy(themes), vectorizer)
    np.testing.assert_allclose(np.linalg.norm(prototypes, axis=1), 1, rtol=1e-5)
    likeness = vectorizer.transform(_TEXTS[:2]) @ prototypes.T
    assert likeness.argmax(axis=1).tolist() == [0, 1]


def test_what_all_themes_have_in_common_counts_for_little():
    themes = tuple(
        Theme(str(k), seed_words=("警方通报", word)) for k, word in enumerate(("骗子", "酒驾", "小麦", "球队"))
    )
    vectorizer = _vectorizer()
    own, others = (theme_prototypes(Taxonomy(chosen), vectorizer)[0] for chosen in (themes[:1], themes))
    common = vectorizer.transform(["警方通报"])
    assert (common @ others).item() < 0.7 * (common @ own).item()


def test_counter_words_pull_away():
    with_counter = Theme("fraud", seed_words=("骗子",), counter_words=("票房",))
    vectorizer = _vectorizer()
    (likeness,) = vectorizer.transform(["电影票房过亿"]) @ theme_prototypes(Taxonomy((with_counter,)), vectorizer).T
    assert likeness[0] < 0


def test_words_that_no_text_holds_give_a_vector_of_zeros():
    assert not theme_prototypes(Taxonomy((Theme("x", seed_words=("龘龘",)),)), _vectorizer()).any()
