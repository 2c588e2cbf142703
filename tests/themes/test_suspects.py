import numpy as np

from topics.themes.suspects import Suspect, confident_classes, find_suspects


def test_classes_of_a_table_worked_by_hand():
    """Means of their own classes: 0 has (.9 + .7 + .2) / 3 = .6, 1 has (.8 + .6 + .4) / 3 = .6."""
    probabilities = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.2, 0.8], [0.4, 0.6], [0.6, 0.4]])
    given = np.array([0, 0, 0, 1, 1, 1])
    assert confident_classes(probabilities, given).tolist() == [0, 0, 1, 1, 1, 0]


def test_a_row_that_no_class_is_sure_of_keeps_its_own():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.45, 0.55], [0.1, 0.9], [0.1, 0.9]])
    assert confident_classes(probabilities, np.array([0, 0, 0, 1, 1])).tolist() == [0, 0, 0, 1, 1]


def test_a_class_that_no_row_has_takes_none():
    assert confident_classes(np.array([[0.3, 0.7], [0.3, 0.7]]), np.array([0, 0])).tolist() == [0, 0]


def test_swapped_classes_are_found_the_surest_first():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.25, 0.75], [0.1, 0.9], [0.1, 0.9], [0.875, 0.125]])
    given = [("a",), ("a",), ("a",), ("b",), ("b",), ("b",)]
    assert find_suspects(probabilities, given, ("a", "b"), single=True) == [
        Suspect(5, ("a",), ("b",), ("a",), 0.125),
        Suspect(2, ("b",), ("a",), ("b",), 0.25),
    ]


def test_themes_are_judged_one_by_one():
    probabilities = np.array(
        [[0.95, 0.01], [0.9, 0.02], [0.001, 0.9], [0.02, 0.95], [0.05, 0.97], [0.96, 0.98], [0.01, 0.03]]
    )
    given = [("a",), ("a",), ("b", "a"), ("b",), ("b",), ("b",), ()]
    first, second = find_suspects(probabilities, given, ("a", "b"), single=False)
    assert first == Suspect(2, ("b",), ("a",), (), 0.001)
    assert (second.row, second.suggested, second.doubted, second.missing) == (5, ("b", "a"), (), ("a",))


def test_labels_that_agree_leave_nobody_suspect():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]])
    given = [("a",), ("a",), ("b",), ("b",)]
    assert find_suspects(probabilities, given, ("a", "b"), single=True) == []
    assert find_suspects(probabilities, given, ("a", "b"), single=False) == []


def test_confidence_is_that_of_the_themes_in_question():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.9], [0.45, 0.6], [0.5, 0.9], [0.5, 0.1]])
    given = [("a",), ("a", "b"), ("a",), ("b",), ()]
    (found,) = find_suspects(probabilities, given, ("a", "b"), single=False)
    assert (found.row, found.doubted, found.missing, found.confidence) == (2, ("a",), (), 0.45)
