import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.batch.label import (
    LABEL_COLUMNS,
    JobCounts,
    label_columns,
    label_names,
    label_table,
    with_label,
)
from topics.batch.paragraphs import DROPPED_COLUMNS, PARAGRAPH_COLUMNS, dropped_columns, paragraph_columns
from topics.batch.rows import read_rows
from topics.batch.table import write_table
from topics.errors import OutputError, TableError
from topics.settings import LabelSettings
from topics.types import Dropped, Evidence, Label, Neighbour, Paragraph

FORMATS = (".jsonl", ".csv", ".parquet")
ABSTAINED = Label(None, (), {"anti_fraud": 0.01}, "no_theme_confident")


def fake_label(text):
    """A label that tells which text it belongs to."""
    if "骗" not in text:
        return ABSTAINED
    evidence = Evidence("anti_fraud", 0, len(text), text, 0.5)
    return Label("anti_fraud", ("anti_fraud", "rule_of_law"), {"anti_fraud": 0.9}, None, (evidence,))


def fake_labels(texts):
    return [fake_label(text) for text in texts]


@pytest.fixture
def job(tmp_path):
    def run(source_rows, source=".jsonl", target=".jsonl"):
        columns = list(dict.fromkeys(name for row in source_rows for name in row)) or ["id", "text"]
        write_table(tmp_path / f"in{source}", source_rows, columns)
        counts = label_table(tmp_path / f"in{source}", tmp_path / f"out{target}", fake_labels, "text", lambda _: None)
        return counts, [row.columns for row in read_rows(tmp_path / f"out{target}")]

    return run


@pytest.mark.parametrize("target", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_each_input_row_gives_one_output_row_in_order_with_all_its_columns(job, source, target):
    rows = [{"code": f"00{number}", "text": f"第{number}个{'骗局' * (number % 2)}"} for number in range(5)]
    counts, labelled = job(rows, source, target)
    assert counts == JobCounts(labelled=5, quarantined=0)
    assert [{"code": row["code"], "text": row["text"]} for row in labelled] == rows
    assert {tuple(row) for row in labelled} == {("code", "text", *LABEL_COLUMNS)}
    assert [row["primary"] or None for row in labelled] == [fake_label(row["text"]).primary for row in rows]


def test_jsonl_holds_the_label_as_the_contract_says(job):
    _, (first, second) = job([{"text": "骗局一"}, {"text": "花开"}])
    assert first == {
        "text": "骗局一",
        "primary": "anti_fraud",
        "themes": ["anti_fraud", "rule_of_law"],
        "scores": {"anti_fraud": 0.9},
        "abstained": None,
        "evidence": [{"theme": "anti_fraud", "start": 0, "end": 3, "text": "骗局一", "weight": 0.5}],
    }
    assert second == {"text": "花开", **label_columns(ABSTAINED)}
    assert (second["primary"], second["themes"], second["abstained"]) == (None, [], "no_theme_confident")


def test_parquet_holds_the_same_values_as_jsonl(job):
    rows = [{"text": "骗局一"}, {"text": "花开"}]
    assert job(rows, target=".parquet")[1] == job(rows, target=".jsonl")[1]


def test_csv_joins_themes_and_keeps_scores_and_evidence_as_json(job):
    _, (first, second) = job([{"text": "骗局一"}, {"text": "花开"}], target=".csv")
    assert first["themes"] == "anti_fraud|rule_of_law"
    assert json.loads(first["scores"]) == {"anti_fraud": 0.9}
    assert json.loads(first["evidence"])[0]["text"] == "骗局一"
    assert (second["primary"], second["themes"], second["abstained"]) == ("", "", "no_theme_confident")


def test_order_holds_across_blocks_and_progress_adds_up(tmp_path):
    n_rows = 1_100
    write_table(tmp_path / "in.csv", [{"text": f"第{number}行"} for number in range(n_rows)], ("text",))
    steps = []
    counts = label_table(tmp_path / "in.csv", tmp_path / "out.csv", fake_labels, "text", steps.append)
    assert [row.text for row in read_rows(tmp_path / "out.csv")] == [f"第{number}行" for number in range(n_rows)]
    assert counts.labelled == sum(steps) == n_rows
    assert len(steps) > 1


def test_input_columns_named_like_label_columns_are_kept_as_input(job):
    rows = [{"text": "骗局", "themes": "旧", "scores": "1", "input_scores": "2", "primary": "3"}]
    _, (row,) = job(rows, ".csv", ".csv")
    assert (row["input_themes"], row["input_primary"]) == ("旧", "3")
    assert (row["input_scores"], row["input_input_scores"]) == ("2", "1")
    assert row["themes"] == "anti_fraud|rule_of_law"


ASKED = LabelSettings(coverage=0.9, n_neighbours=1)


def asked_labels(texts):
    near = (Neighbour("骗子来电", ("anti_fraud",), 0.5),)
    return [replace(label, theme_set=("anti_fraud", "rule_of_law"), neighbours=near) for label in fake_labels(texts)]


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_was_asked_for_stands_in_columns_of_its_own(tmp_path, suffix):
    write_table(tmp_path / "in.jsonl", [{"text": "骗局", "neighbours": "旧"}, {"text": "花开", "neighbours": "旧"}], ())
    out = tmp_path / f"out{suffix}"
    label_table(tmp_path / "in.jsonl", out, asked_labels, "text", lambda _: None, label_names(ASKED))
    rows = [row.columns for row in read_rows(out)]
    assert {tuple(row) for row in rows} == {("text", "input_neighbours", *LABEL_COLUMNS, "theme_set", "neighbours")}
    if suffix == ".csv":
        assert rows[0]["theme_set"] == "anti_fraud|rule_of_law"
    near = json.loads(rows[1]["neighbours"]) if suffix == ".csv" else rows[1]["neighbours"]
    assert near == [{"text": "骗子来电", "themes": ["anti_fraud"], "similarity": 0.5}]


def test_input_columns_keep_their_names_where_nothing_was_asked_for(job):
    _, (row,) = job([{"text": "骗局", "theme_set": "旧", "neighbours": "旧"}])
    assert tuple(row) == ("text", "theme_set", "neighbours", *LABEL_COLUMNS)


column_names = st.sampled_from(LABEL_COLUMNS) | st.sampled_from(["text", "id"])
prefixed_names = st.builds("{}{}".format, st.sampled_from(["", "input_", "input_input_"]), column_names)


@given(st.dictionaries(prefixed_names, st.integers()))
def test_a_label_never_takes_the_place_of_a_column(columns):
    labelled = with_label(columns, ABSTAINED)
    assert {name: labelled.pop(name) for name in LABEL_COLUMNS} == label_columns(ABSTAINED)
    assert list(labelled.values()) == list(columns.values())
    assert all(name in labelled for name in columns if name not in LABEL_COLUMNS)


@pytest.mark.parametrize("target", FORMATS)
def test_bad_rows_stand_in_the_quarantine_and_the_counts_add_up(tmp_path, target):
    source, out = tmp_path / "in.jsonl", tmp_path / f"out{target}"
    source.write_text('{"text": "骗局"}\n{"text": null}\n\n{oops\n{"text": "花开"}\n', encoding="utf-8")
    counts = label_table(source, out, fake_labels, "text", lambda _: None)
    quarantine = tmp_path / f"out{target}.quarantine.jsonl"
    assert counts == JobCounts(labelled=2, quarantined=2, quarantine=quarantine)
    assert [row.text for row in read_rows(out)] == ["骗局", "花开"]
    bad = [json.loads(line) for line in quarantine.read_text(encoding="utf-8").splitlines()]
    assert [(row["row"], row["raw"]) for row in bad] == [(2, '{"text": null}'), (4, "{oops")]
    assert bad[0]["reason"] == "the text is missing"


def test_the_quarantine_of_an_earlier_run_goes_when_all_rows_are_good(job, tmp_path):
    (tmp_path / "out.jsonl.quarantine.jsonl").write_text("old")
    job([{"text": "花开"}])
    assert not (tmp_path / "out.jsonl.quarantine.jsonl").exists()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_without_rows_keeps_its_columns(tmp_path, suffix):
    source, out = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    write_table(source, [], ("id", "text"))
    assert label_table(source, out, fake_labels, "text", lambda _: None) == JobCounts(0, 0)
    header = pq.read_schema(out).names if suffix == ".parquet" else out.read_text().strip().split(",")
    assert header == ["id", "text", *LABEL_COLUMNS]


def test_a_table_can_be_labelled_onto_itself(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"text": "骗局"}\n', encoding="utf-8")
    label_table(path, path, fake_labels, "text", lambda _: None)
    label_table(path, path, fake_labels, "text", lambda _: None)
    (row,) = read_rows(path)
    assert row.columns["input_primary"] == row.columns["primary"] == "anti_fraud"


@pytest.mark.parametrize(
    ("source", "out", "error"),
    [
        pytest.param("gone.csv", "out.csv", TableError, id="missing"),
        pytest.param("in.csv", "out.xlsx", OutputError, id="suffix"),
        pytest.param("in.csv", "folder.csv", OutputError, id="folder"),
        pytest.param("cut.jsonl", "out.jsonl", TableError, id="no-text-column"),
    ],
)
def test_a_job_that_cannot_run_writes_nothing(tmp_path, source, out, error):
    (tmp_path / "in.csv").write_text("text\n花\n", encoding="utf-8")
    (tmp_path / "cut.jsonl").write_text('{"body": "花"}\n', encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error):
        label_table(tmp_path / source, tmp_path / out, fake_labels, "text", lambda _: None)
    assert sorted(tmp_path.rglob("*")) == before


def test_paragraphs_and_dropped_texts_have_the_columns_of_the_contract():
    paragraph = paragraph_columns(Paragraph("a.txt#0", "a.txt", 0, "花开", "body", (3, 4)))
    assert tuple(paragraph) == PARAGRAPH_COLUMNS
    assert paragraph["lines"] == [3, 4]
    dropped = dropped_columns(Dropped("a.txt", (5, 5), "花开", "duplicate", "a.txt#0"))
    assert tuple(dropped) == DROPPED_COLUMNS
    assert (dropped["lines"], dropped["kept_id"]) == ([5, 5], "a.txt#0")
