from topics.discovery.over_time import PeriodCount
from topics.report.timeline import sparkline, timeline_of


def test_counts_stand_in_rows_in_the_order_of_periods():
    counts = [
        PeriodCount("2023-01", "topic", "0", "海港", 1, 0.5, 2),
        PeriodCount("2023-01", "theme", "0", "反诈", 2, 1.0, 2),
        PeriodCount("2023-02", "theme", "0", "反诈", 0, 0.0, 3),
        PeriodCount("2023-02", "topic", "0", "海港", 3, 1.0, 3),
    ]
    timeline = timeline_of(counts)
    assert (timeline.names, timeline.totals) == (("2023-01", "2023-02"), (2, 3))
    assert timeline.counts("topic", 0) == (1, 3)
    assert timeline.counts("theme", "0") == (2, 0)
    assert timeline.counts("theme", "unknown") == (0, 0)


def test_fewer_than_two_periods_are_no_timeline():
    assert timeline_of([]) is None
    assert timeline_of([PeriodCount("2023", "topic", "0", "海港", 1, 0.5, 2)]) is None


def test_a_sparkline_reaches_from_left_to_right_and_its_most_to_the_top():
    assert sparkline([0, 2, 1]) == "0.0,19.0 48.0,1.0 96.0,10.0"
    assert sparkline([0, 0]) == "0.0,19.0 96.0,19.0"
