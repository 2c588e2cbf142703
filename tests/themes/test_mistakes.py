from hypothesis import given
from hypothesis import strategies as st

from topics.themes.evaluation import evaluate
from topics.themes.mistakes import confuse, worst_mistakes
from topics.types import Label, LabelledText

_THEMES = ("a", "b", "c")
_SETS = st.lists(st.sampled_from(_THEMES), unique=True, max_size=3).map(tuple)


def _label(themes: tuple[str, ...], a: float = 0.0, b: float = 0.0, c: float = 0.0) -> Label:
    return Label(themes[0] if themes else None, themes, {"a": a, "b": b, "c": c})


def _rows(*truth: tuple[str, ...]) -> list[LabelledText]:
    return [LabelledText(f"第{number}条", themes) for number, themes in enumerate(truth, start=1)]


def test_confusion_of_a_table_worked_by_hand():
    labels = [_label(("a",)), _label(("b", "a")), _label(()), _label(("c",)), _label(()), _label(("a",))]
    truth = _rows(("a",), ("a", "b"), ("b", "c"), (), (), ("c", "b"))
    found = confuse(labels, truth, _THEMES)
    assert found.themes == ("a", "b", "c", None)
    assert found.counts == ((1, 0, 0, 0), (0, 1, 0, 1), (1, 0, 0, 0), (0, 0, 1, 1))


@given(st.lists(st.tuples(_SETS, _SETS), min_size=1, max_size=20))
def test_the_diagonal_of_the_confusion_agrees_with_the_figures(pairs):
    labels, truth = [_label(given) for given, _ in pairs], _rows(*(true for _, true in pairs))
    counts = confuse(labels, truth, _THEMES).counts
    figures = evaluate([given for given, _ in pairs], [true for _, true in pairs], _THEMES)
    n_right = sum(counts[k][k] for k in range(3))
    assert sum(map(sum, counts)) == len(pairs)
    assert n_right == round(figures.primary_accuracy * (len(pairs) - figures.n_none))
    assert sum(counts[3][:3]) == round(figures.false_alarm_rate * figures.n_none)


def test_the_surest_mistakes_come_first():
    labels = [
        _label(("a",), a=0.7),
        _label(("a",), a=0.95),
        _label((), b=0.1),
        _label(("a",), a=0.9, b=0.2),
        _label(("a",), a=0.99),
    ]
    found = worst_mistakes(labels, _rows((), ("b",), ("b",), ("a", "b"), ("a",)))
    assert [(mistake.kind, mistake.row, mistake.theme, mistake.score) for mistake in found] == [
        ("wrong", 2, "a", 0.95),
        ("missed", 3, "b", 0.1),
        ("missed", 4, "b", 0.2),
        ("wrong", 1, "a", 0.7),
    ]
    assert (found[0].text, found[0].truth, found[0].given) == ("第2条", ("b",), ("a",))


def test_of_several_missed_themes_the_least_likely_is_named():
    (found,) = worst_mistakes([_label((), a=0.2, b=0.1)], _rows(("a", "b")))
    assert (found.theme, found.score) == ("b", 0.1)


def test_each_kind_has_half_and_what_the_other_leaves():
    wrong, missed = _label(("a",), a=0.6), _label((), b=0.0)
    labels, truth = [wrong] * 5 + [missed] * 5, _rows(*[("b",)] * 10)
    assert [mistake.kind for mistake in worst_mistakes(labels, truth, 4)] == ["missed"] * 2 + ["wrong"] * 2
    few = worst_mistakes(labels[4:], truth[4:], 4)
    assert [mistake.kind for mistake in few] == ["missed"] * 3 + ["wrong"]
    other = worst_mistakes(labels[:6], truth[:6], 4)
    assert [mistake.kind for mistake in other] == ["missed"] + ["wrong"] * 3


def test_right_labels_have_no_mistakes():
    assert worst_mistakes([_label(("a",), a=0.6), _label(())], _rows(("a",), ())) == ()
