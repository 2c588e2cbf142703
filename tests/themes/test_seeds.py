import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.errors import TrainingDataError
from topics.themes.seeds import SeedFinder, compact
from topics.themes.taxonomy import Taxonomy, Theme

_TAXONOMY = Taxonomy(
    (
        Theme("fraud", seed_words=("诈骗", "诈骗团伙", "AI 换脸"), counter_words=("票房",)),
        Theme("crime", seed_words=("团伙", "诈骗团伙")),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("花开了", [], id="none"),
        pytest.param("打掉诈骗团伙", [(0, "诈骗"), (0, "诈骗团伙"), (1, "诈骗团伙"), (1, "团伙")], id="overlapping"),
        pytest.param("ａｉ換臉骗术", [(0, "ai换脸")], id="width-and-traditional"),
        pytest.param("诈 骗", [(0, "诈骗")], id="spaces"),
    ],
)
def test_seed_words_are_found_in_any_form(text: str, found: list[tuple[int, str]]):
    hits = SeedFinder(_TAXONOMY).find(compact(text))
    assert [(hit.theme, hit.seed) for hit in hits] == found
    assert all(compact(text)[hit.start : hit.end] == hit.seed for hit in hits)


@pytest.mark.parametrize(
    ("text", "cancelled"),
    [
        pytest.param("讲诈骗的影片票房过亿", [True], id="near"),
        pytest.param("诈骗" + "很" * 40 + "票房", [False], id="far"),
        pytest.param("诈骗" + "很" * 40 + "票房诈骗", [False, True], id="one-of-two"),
        pytest.param("团伙影片票房过亿", [False], id="of-another-theme"),
    ],
)
def test_a_counter_word_near_a_seed_word_cancels_it(text: str, cancelled: list[bool]):
    assert [hit.cancelled for hit in SeedFinder(_TAXONOMY).find(text)] == cancelled


@given(st.text(alphabet="诈骗团伙花，ai", max_size=30))
def test_a_masked_text_holds_no_seed_word_and_the_rest_of_its_characters(text: str):
    finder = SeedFinder(_TAXONOMY)
    masked = finder.mask(text)
    covered = {place for hit in finder.find(text) for place in range(hit.start, hit.end)}
    rest = "".join(character for place, character in enumerate(text) if place not in covered)
    assert finder.find(masked) == []
    assert masked.replace("，", "") == rest.replace("，", "")


@pytest.mark.parametrize("words", [(), (" ",)], ids=["none", "blank"])
def test_a_theme_without_seed_words_is_named(words: tuple[str, ...]):
    taxonomy = Taxonomy((*_TAXONOMY.themes, Theme("order", seed_words=words)))
    with pytest.raises(TrainingDataError, match="no seed words in the theme 'order'"):
        SeedFinder(taxonomy)
