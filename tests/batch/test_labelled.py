import json

import pytest

from topics.batch.labelled import LabelledRows, read_labelled, suspect_columns
from topics.batch.table import write_table
from topics.errors import TrainingDataError
from topics.themes.suspects import Suspect
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import LabelledText

TAXONOMY = Taxonomy((Theme("anti_fraud"), Theme("rule_of_law")))


@pytest.fixture
def jsonl(tmp_path):
    def write(*lines, name="rows.jsonl"):
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_themes_are_read_from_every_kind_of_table(tmp_path, suffix):
    rows = [{"text": "甲", "themes": ["b", "a"]}, {"text": "乙", "themes": []}]
    write_table(tmp_path / f"t{suffix}", rows, ())
    found = read_labelled([tmp_path / f"t{suffix}"])
    assert found.rows == (LabelledText("甲", ("b", "a")), LabelledText("乙", ()))
    assert (found.texts, found.targets, found.themes, found.single) == (
        ["甲", "乙"],
        [("b", "a"), ()],
        ("a", "b"),
        False,
    )


@pytest.mark.parametrize(
    ("value", "themes"),
    [
        pytest.param([], (), id="none"),
        pytest.param(["a", "a", "b"], ("a", "b"), id="twice"),
        pytest.param([" a "], ("a",), id="spaces"),
        pytest.param("a|b", ("a", "b"), id="joined"),
        pytest.param("", (), id="empty-str"),
    ],
)
def test_themes_are_distinct_and_in_order(jsonl, value, themes):
    (row,) = read_labelled([jsonl(json.dumps({"text": "甲", "themes": value}))]).rows
    assert row.themes == themes


def test_one_label_a_row_makes_a_single_class_task(tmp_path):
    write_table(tmp_path / "t.csv", [{"text": "甲", "label": "007"}, {"text": "乙", "label": " x "}], ())
    found = read_labelled([tmp_path / "t.csv"])
    assert found.single
    assert found.targets == ["007", "x"]


def test_labels_beside_themes_make_a_task_of_many_themes(jsonl):
    found = read_labelled([jsonl('{"text": "甲", "label": "x"}', '{"text": "乙", "themes": []}')])
    assert not found.single
    assert found.targets == [("x",), ()]


def test_a_folder_stands_for_its_tables_in_sorted_order(jsonl, tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.jsonl", "sub/c.jsonl", "a.jsonl"):
        jsonl(json.dumps({"text": name, "themes": []}), name=name)
    (tmp_path / "notes.txt").write_text("不是表格", encoding="utf-8")
    assert read_labelled([tmp_path]).texts == ["a.jsonl", "b.jsonl", "sub/c.jsonl"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param('{"text": "甲", "themes": [}', "not JSON", id="malformed"),
        pytest.param('{"text": null, "themes": []}', "the text is missing", id="no-text"),
        pytest.param('{"text": "甲", "themes": null}', "themes is not a list", id="null"),
        pytest.param('{"text": "甲", "themes": [1]}', "themes is not a list", id="number"),
        pytest.param('{"text": "甲", "themes": [""]}', "themes is not a list", id="blank"),
        pytest.param('{"text": "甲", "label": " "}', "label is empty", id="blank-label"),
        pytest.param('{"text": "甲", "label": null}', "label is empty", id="null-label"),
        pytest.param('{"text": "甲"}', "neither themes nor label among text", id="unlabelled"),
        pytest.param('{"text": "甲", "themes": ["anti_frod"]}', "did you mean 'anti_fraud'?", id="near-theme"),
        pytest.param('{"text": "甲", "themes": ["天气"]}', "themes are anti_fraud, rule_of_law", id="far-theme"),
    ],
)
def test_the_first_bad_row_is_an_error_with_file_and_line(jsonl, line, message):
    path = jsonl('{"text": "甲", "themes": []}', "", line)
    with pytest.raises(TrainingDataError) as error:
        read_labelled([path], TAXONOMY)
    assert str(error.value).startswith(f"{path}: line 3: ")
    assert message in str(error.value)


def test_a_bad_csv_row_is_named_by_its_row(tmp_path):
    write_table(
        tmp_path / "t.csv", [{"text": "上\n下", "themes": ["rule_of_law"]}, {"text": "乙", "themes": ["x"]}], ()
    )
    with pytest.raises(TrainingDataError, match="row 2: unknown theme 'x'"):
        read_labelled([tmp_path / "t.csv"], TAXONOMY)


@pytest.mark.parametrize("make", ["folder", "empty.jsonl"])
def test_nothing_to_learn_from_is_an_error(tmp_path, make):
    path = tmp_path / make
    path.touch() if make.endswith(".jsonl") else path.mkdir()
    with pytest.raises(TrainingDataError, match=r"no labelled rows|no tables"):
        read_labelled([path])


def test_every_row_says_where_it_stands(jsonl, tmp_path):
    lines = jsonl('{"text": "甲", "themes": []}', "", '{"text": "乙", "themes": []}')
    write_table(tmp_path / "t.csv", [{"text": "丙", "label": "x"}], ())
    found = read_labelled([lines, tmp_path / "t.csv"])
    assert found.places == (f"{lines}: line 1", f"{lines}: line 3", f"{tmp_path / 't.csv'}: row 1")


def test_a_suspect_label_becomes_a_row_with_text_and_place():
    rows = (LabelledText("甲", ("a",)), LabelledText("乙", ("a", "b")))
    labelled = LabelledRows(rows, single=False, places=("t.jsonl: line 1", "t.jsonl: line 2"))
    assert suspect_columns(labelled, Suspect(1, ("b", "c"), ("a",), ("c",), 0.012345)) == {
        "place": "t.jsonl: line 2",
        "text": "乙",
        "themes": ["a", "b"],
        "suggested": ["b", "c"],
        "doubted": ["a"],
        "missing": ["c"],
        "confidence": 0.0123,
    }


def test_a_row_may_count_for_less(tmp_path):
    table = tmp_path / "rows.jsonl"
    table.write_text('{"text": "民警劝阻", "themes": [], "weight": 0.3}\n{"text": "调解", "themes": []}\n', "utf-8")
    assert read_labelled([table]).weights == [0.3, 1.0]


@pytest.mark.parametrize("weight", ["0", "-1", '"much"', "[1]", "1e999"])
def test_a_weight_that_is_none_is_refused(tmp_path, weight):
    table = tmp_path / "rows.jsonl"
    table.write_text(f'{{"text": "民警劝阻", "themes": [], "weight": {weight}}}\n', "utf-8")
    with pytest.raises(TrainingDataError, match="line 1: weight"):
        read_labelled([table])


@pytest.mark.parametrize(
    ("value", "private"),
    [("true", True), ('"True"', True), ("1", True), ("false", False), ('""', False), ("null", False)],
)
def test_a_row_may_say_that_its_text_is_private(tmp_path, value, private):
    table = tmp_path / "rows.jsonl"
    table.write_text(f'{{"text": "民警劝阻", "themes": [], "private": {value}}}\n', "utf-8")
    assert read_labelled([table]).rows[0].private is private


def test_a_word_for_private_that_is_none_is_refused(tmp_path):
    table = tmp_path / "rows.jsonl"
    table.write_text('{"text": "民警劝阻", "themes": [], "private": "secret"}\n', "utf-8")
    with pytest.raises(TrainingDataError, match="line 1: private"):
        read_labelled([table])


@pytest.mark.parametrize("text", ["", "  ", "\\u3000"])
def test_an_empty_text_is_refused_with_its_line(tmp_path, text):
    table = tmp_path / "rows.jsonl"
    table.write_text(f'{{"text": "民警劝阻", "themes": []}}\n{{"text": "{text}", "themes": []}}\n', "utf-8")
    with pytest.raises(TrainingDataError, match="line 2: the text is empty"):
        read_labelled([table])


@pytest.mark.parametrize("row", ['"label": "交 通"', '"label": "交|通"', '"themes": ["public order"]'])
def test_a_name_with_a_space_is_refused_before_a_model_is_saved_that_cannot_be_read(tmp_path, row):
    table = tmp_path / "rows.jsonl"
    table.write_text(f'{{"text": "民警劝阻", {row}}}\n', "utf-8")
    with pytest.raises(TrainingDataError, match=r"line 1: .* is not a name without spaces"):
        read_labelled([table])
