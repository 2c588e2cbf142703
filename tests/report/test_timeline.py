import pytest

from topics.report.timeline import sparkline, timeline_of


@pytest.mark.parametrize(
    ("dates", "first", "last", "n"),
    [
        (("2023-01-30", "2023-02-02"), "2023-01-30", "2023-02-02", 4),
        (("2022-11-30", "2023-02-02"), "2022-11", "2023-02", 4),
        (("2018-02-01", "2023-12-31"), "2018-Q1", "2023-Q4", 24),
        (("1999-06-01", "2023-01-01"), "1999", "2023", 25),
    ],
    ids=["days", "months", "quarters", "years"],
)
def test_periods_suit_the_span_and_leave_no_gap(dates: tuple[str, str], first: str, last: str, n: int):
    timeline = timeline_of(dates)
    assert (timeline.names[0], timeline.names[-1], len(timeline.names)) == (first, last, n)
    assert timeline.totals == (1, *[0] * (n - 2), 1)


def test_counts_leave_out_paragraphs_without_a_date():
    timeline = timeline_of(["2023-01-02", None, "2023-01-01", "2023-01-02"])
    assert timeline.totals == (1, 2)
    assert timeline.counts([0, 1, 2]) == [1, 1]


@pytest.mark.parametrize("dates", [(), (None,), ("2023-01-01", "2023-01-01")], ids=["none", "unknown", "one day"])
def test_fewer_than_two_periods_are_no_timeline(dates: tuple[str | None, ...]):
    assert timeline_of(dates) is None


def test_a_sparkline_reaches_from_left_to_right_and_its_most_to_the_top():
    assert sparkline([0, 2, 1]) == "0.0,19.0 48.0,1.0 96.0,10.0"
    assert sparkline([0, 0]) == "0.0,19.0 96.0,19.0"
