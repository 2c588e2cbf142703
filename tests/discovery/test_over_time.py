import pytest

from topics.discovery.over_time import PeriodCount, choose_grain, count_over_time
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import Label, Topic

_TAXONOMY = Taxonomy((Theme("a", "甲"), Theme("b", "乙")))
_TOPICS = [Topic(0, 3, (), name="渔船"), Topic(-1, 1, ())]
_BOTH, _NONE = Label("a", ("a", "b"), {}), Label(None, (), {})


@pytest.mark.parametrize(
    ("last", "grain"),
    [
        ("2023-01-19", "day"),
        ("2023-03-07", "day"),
        ("2023-03-08", "month"),
        ("2026-12-31", "month"),
        ("2027-01-01", "quarter"),
        ("2034-12-31", "quarter"),
        ("2035-01-01", "year"),
    ],
)
def test_the_span_chooses_the_grain(last: str, grain: str):
    assert choose_grain([last, "2023-01-19"]) == grain


def test_topics_and_themes_are_counted_in_every_period_between():
    dates = ["2023-01-30", "2023-04-02", None, "2023-01-31", "2023-04-01"]
    found = count_over_time(dates, [0, 0, 0, -1, 0], [_BOTH, _NONE, _BOTH, _NONE, _NONE], _TOPICS, _TAXONOMY)
    assert [count.period for count in found[::4]] == ["2023-01", "2023-02", "2023-03", "2023-04"]
    assert found[:4] == (
        PeriodCount("2023-01", "topic", "0", "渔船", 1, 0.5, 2),
        PeriodCount("2023-01", "topic", "-1", "", 1, 0.5, 2),
        PeriodCount("2023-01", "theme", "a", "甲", 1, 0.5, 2),
        PeriodCount("2023-01", "theme", "b", "乙", 1, 0.5, 2),
    )
    assert {(count.n_paragraphs, count.share, count.n_dated) for count in found[4:12]} == {(0, 0.0, 0)}
    assert found[12] == PeriodCount("2023-04", "topic", "0", "渔船", 2, 1.0, 2)


@pytest.mark.parametrize(
    ("dates", "periods"),
    [
        (["2023-12-31", "2024-01-02"], ["2023-12-31", "2024-01-01", "2024-01-02"]),
        (["2019-12-31", "2024-01-02"], ["2019-Q4", "2024-Q1"]),
        (["1999-05-01", "2024-01-02"], ["1999", "2024"]),
    ],
)
def test_periods_have_names_that_sort(dates: list[str], periods: list[str]):
    found = count_over_time(dates, [0, 0], [_NONE, _NONE], _TOPICS[:1], Taxonomy(()))
    named = [count.period for count in found]
    assert named == sorted(named)
    assert [named[0], named[-1]] == [periods[0], periods[-1]]
    assert set(periods) <= set(named)
    assert sum(count.n_paragraphs for count in found) == 2


def test_nothing_is_counted_without_dates():
    assert count_over_time([None, None], [0, 0], [_NONE, _NONE], _TOPICS, _TAXONOMY) == ()
