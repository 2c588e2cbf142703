"""`topics train` and `topics evaluate`: what they write, and what they refuse."""

import json
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.batch.labelled import SUSPECT_COLUMNS
from topics.batch.rows import read_rows
from topics.cli import app


def run(command: str):
    return CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, pytestconfig) -> Path:
    """Labelled rows; a model of half of them, a model of single classes, and the other half."""
    folder = tmp_path_factory.mktemp("prepared")
    lines = (pytestconfig.rootpath / "tests" / "labelled.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "learn.jsonl").write_text("".join(lines[::2]), encoding="utf-8")
    (folder / "test.jsonl").write_text("".join(lines[1::2]), encoding="utf-8")
    rows = [row for row in map(json.loads, lines) if len(row["themes"]) == 1]
    single = [json.dumps({"text": row["text"], "label": row["themes"][0]}, ensure_ascii=False) + "\n" for row in rows]
    (folder / "classes.jsonl").write_text("".join(single), encoding="utf-8")
    for rows_file, model in (("learn", "model"), ("classes", "single")):
        assert run(f"train {folder}/{rows_file}.jsonl --out {folder}/{model} --quiet").exit_code == 0
    return folder


@pytest.fixture
def here(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(shutil.copytree(prepared, tmp_path / "here"))
    return tmp_path / "here"


def test_evaluate_writes_figures_and_a_page(here: Path):
    result = run("evaluate test.jsonl --model model --out o.json --report o.html")
    assert result.exit_code == 0
    assert "open o.html in a browser" in result.stderr
    assert "flatter" not in result.stderr
    figures = json.loads((here / "o.json").read_bytes())
    assert figures["n"] == 30
    low, high = figures["intervals"]["macro_f1"]
    assert low <= figures["macro_f1"] <= high
    assert figures["decision_reliability"]["n"] == 30 * len(figures["themes"])
    assert sum(map(sum, figures["confusion"]["counts"])) == 30
    page = (here / "o.html").read_text(encoding="utf-8")
    assert "<h1>模型评估：model</h1>" in page
    assert page.count("<article>") == len(figures["mistakes"]) > 0


def test_evaluate_gives_the_same_bytes_twice(here: Path):
    for name in ("first", "second"):
        assert run(f"evaluate test.jsonl --model model --out {name}.json --report {name}.html -q").exit_code == 0
    assert (here / "first.json").read_bytes() == (here / "second.json").read_bytes()
    assert (here / "first.html").read_bytes() == (here / "second.html").read_bytes()


def test_settings_reach_the_intervals(here: Path):
    (here / "s.toml").write_text("[evaluate]\nrandom_state = 7\n", encoding="utf-8")
    for name, option in (("first", ""), ("second", "--settings s.toml")):
        assert run(f"evaluate test.jsonl --model model --out {name}.json -q {option}").exit_code == 0
    first, second = (json.loads((here / f"{name}.json").read_bytes()) for name in ("first", "second"))
    assert first.pop("intervals") != second.pop("intervals")
    assert (first["macro_f1"], first["mistakes"]) == (second["macro_f1"], second["mistakes"])


def test_a_model_against_itself_and_against_one_that_saw_the_rows(here: Path):
    result = run("evaluate test.jsonl --model model --against model --out o.json")
    comparison = json.loads((here / "o.json").read_bytes())["comparison"]
    assert (comparison["difference"], comparison["interval"], comparison["p_value"]) == (0, [0, 0], 1)
    assert "against model: macro-F1 +0.000 [+0.000, +0.000]" in result.stdout
    assert run("train test.jsonl --out seen -q").exit_code == 0
    result = run("evaluate test.jsonl --model model --against seen --out o.json")
    assert "the rows that seen was trained on" in result.stderr
    assert json.loads((here / "o.json").read_bytes())["comparison"]["difference"] < 0


def test_figures_on_the_training_rows_carry_a_warning(here: Path):
    result = run("evaluate learn.jsonl --model model --report o.html")
    assert "the model was trained on" in result.stderr
    assert "模型训练时用过" in (here / "o.html").read_text(encoding="utf-8")


def test_a_model_of_single_classes_has_an_accuracy(here: Path):
    result = run("evaluate classes.jsonl --model single --out o.json --report o.html")
    figures = json.loads((here / "o.json").read_bytes())
    assert f"accuracy {figures['accuracy']:.1%}" in result.stdout
    assert "primary right" not in result.stdout
    assert {"macro_f1", "micro_f1", "primary_accuracy", "false_alarm_rate", "n_none"} <= set(figures)
    assert "正确率" in (here / "o.html").read_text(encoding="utf-8")
    assert "accuracy " in (here / "single" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_train_writes_suspect_labels(here: Path, suffix: str):
    lines = (here / "classes.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    swapped = json.loads(lines[20])
    assert swapped["label"] == "juvenile_crime"
    lines[20] = json.dumps({**swapped, "label": "anti_fraud"}, ensure_ascii=False) + "\n"
    (here / "swapped.jsonl").write_text("".join(lines), encoding="utf-8")
    result = run(f"train swapped.jsonl --out o --suspects s{suffix}")
    assert result.exit_code == 0
    rows = [row.columns for row in read_rows(here / f"s{suffix}")]
    assert f"{len(rows)} of {len(lines)} labels to look at again in s{suffix}" in result.stderr
    assert tuple(rows[0]) == SUSPECT_COLUMNS
    assert (rows[0]["place"], rows[0]["text"]) == ("swapped.jsonl: line 21", swapped["text"])
    confidences = [float(row["confidence"]) for row in rows]
    assert confidences == sorted(confidences)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param("evaluate test.jsonl --model model --out o.html", "name the page with --report", id="out-page"),
        pytest.param("evaluate test.jsonl --model model --report o.txt", "a page is written as .html", id="no-page"),
        pytest.param("evaluate test.jsonl --model model --out test.jsonl", "is the input", id="out-is-input"),
        pytest.param("evaluate test.jsonl --model model --out model", "model: is a folder", id="out-is-folder"),
        pytest.param("evaluate test.jsonl --model model --against gone", "gone: is not a model folder", id="no-other"),
        pytest.param("train learn.jsonl --out o --suspects s.txt", "tables are written as", id="suspects-suffix"),
        pytest.param("train learn.jsonl --out o --suspects learn.jsonl", "is the input", id="suspects-is-input"),
        pytest.param("train . --out o --suspects learn.jsonl", "is the input", id="suspects-is-in-input-folder"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(here: Path, command: str, message: str):
    before = sorted(path.name for path in here.rglob("*"))
    result = run(command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(path.name for path in here.rglob("*")) == before
