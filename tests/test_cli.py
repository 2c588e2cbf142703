import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import topics
from topics.batch.label import LABEL_COLUMNS
from topics.batch.paragraphs import DROPPED_COLUMNS, PARAGRAPH_COLUMNS
from topics.batch.rows import read_rows
from topics.cli import app
from topics.cli.group import HOMES, load_command
from topics.storage.topics import load_topic_model
from topics.themes.taxonomy import read_taxonomy

MODEL_FILES = ("README.md", "manifest.json", "model.skops")
ROLES = {"body", "heading", "byline", "caption", "jump", "box"}
MARGINALIA = ["***", "本报讯", "民警提醒：凡是网上贷款先交保证金的，都是诈骗，切勿转账。"]


def run(command):
    """Run a command line in this process; anything but an orderly exit is raised."""
    return CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)


def run_process(command, **environment):
    argv = [sys.executable, "-m", "topics", *shlex.split(command)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(argv, capture_output=True, encoding="utf-8", env=environment, check=False)  # noqa: S603  # our own command line


def commands_below(command, name):
    """Every command below `command`, by the words that call it."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        return {name: command}
    return {f"{name} {below}": found for below, found in subcommands.items()}


def everything_in(folder):
    return {path.relative_to(folder): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def assert_explained(result, message):
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.fullmatch(r"topics: [^\n]+\n", result.stderr)
    assert message in result.stderr


COMMANDS = {words: found for name in HOMES for words, found in commands_below(load_command(name), name).items()}


@pytest.fixture(scope="module")
def texts(pytestconfig):
    lines = (pytestconfig.rootpath / "tests" / "labelled.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, pytestconfig, texts):
    """A folder to work in: documents, tables, labelled rows, and a model trained on them."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copy(pytestconfig.rootpath / "tests" / "labelled.jsonl", folder)
    (folder / "docs" / "sub").mkdir(parents=True)
    (folder / "docs" / "page.txt").write_text("\n\n".join([*texts[:15], *MARGINALIA]), encoding="utf-8")
    (folder / "docs" / "sub" / "页.md").write_bytes("\n\n".join(texts[28:40]).encode("gb18030"))
    table = "".join(f'00{number},"{text}",旧\r\n' for number, text in enumerate(texts[::6]))
    (folder / "messages.csv").write_bytes(f"code,text,primary\r\n{table}".encode("gb18030"))
    result = run(f"train {folder}/labelled.jsonl --out {folder}/model --quiet")
    assert (result.exit_code, result.output) == (0, "")
    return folder


@pytest.fixture
def here(prepared, tmp_path, monkeypatch):
    """A copy of the prepared folder, as the working directory."""
    monkeypatch.chdir(shutil.copytree(prepared, tmp_path / "here"))
    return tmp_path / "here"


@pytest.fixture
def trouble(here):
    """The working directory, with all that can be wrong in it."""
    (here / "empty").mkdir()
    (here / "folder.jsonl").mkdir()
    (here / "folder.html").mkdir()
    (here / "web").mkdir()
    for name in ("a.html", "web/a.html"):
        (here / name).write_text("<p>民警上门劝阻，老人的积蓄保住了。</p>", encoding="utf-8")
    (here / "file").write_text("old", encoding="utf-8")
    (here / "no_text.csv").write_text("id,body\n1,甲\n", encoding="utf-8")
    (here / "no_text.jsonl").write_text('{"body": "甲"}\n', encoding="utf-8")
    good = '{"text": "花开", "themes": []}\n{"text": "骗局", "themes": ["anti_fraud"]}\n'
    (here / "malformed.jsonl").write_text(good + '{"text": "\n', encoding="utf-8")
    (here / "unknown.jsonl").write_text(good + '{"text": "骗局", "themes": ["anti_frod"]}\n', encoding="utf-8")
    (here / "unthemed.jsonl").write_text('{"text": "花开", "themes": []}\n' * 3, encoding="utf-8")
    (here / "one_theme.jsonl").write_text('{"text": "骗局", "themes": ["anti_fraud"]}\n' * 3, encoding="utf-8")
    (here / "wrong.toml").write_text("[label]\nmin_characters = 'x'\n", encoding="utf-8")
    (here / "folds.toml").write_text("[train]\nn_folds = 1\n", encoding="utf-8")
    return here


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param("label empty --out o.jsonl --model model", "empty: no documents", id="label-empty-folder"),
        pytest.param("read empty --out o.jsonl", "empty: no documents", id="read-empty-folder"),
        pytest.param("discover empty --out o --model model", "empty: no documents", id="discover-empty-folder"),
        pytest.param("train empty --out o", "empty: no tables", id="train-empty-folder"),
        pytest.param("evaluate empty --out o --model model", "empty: no tables", id="evaluate-empty-folder"),
        pytest.param("label gone.txt --out o.jsonl --model model", "gone.txt: no such file", id="label-missing"),
        pytest.param("label gone.csv --out o.jsonl --model model", "gone.csv: no such file", id="label-missing-table"),
        pytest.param("label 'a\nb.txt' --out o.jsonl --model model", "a b.txt: no such file", id="label-newline"),
        pytest.param("read docs gone --out o.jsonl", "gone: no such file", id="read-missing"),
        pytest.param("discover gone --out o --model model", "gone: no such file", id="discover-missing"),
        pytest.param(
            "discover messages.csv --out o --model model --date-column when",
            "messages.csv: no row of a table has the column 'when'",
            id="discover-date-column",
        ),
        pytest.param("train gone.jsonl --out o", "gone.jsonl: no such file", id="train-missing"),
        pytest.param("evaluate gone.jsonl --out o --model model", "gone.jsonl: no such file", id="evaluate-missing"),
        pytest.param(
            "label docs --out o.jsonl --model model --explain", "keeps no training texts to show", id="label-explain"
        ),
        pytest.param(
            "label docs --out o.jsonl --model model --coverage 90",
            "coverage should be between 0 and 1, not 90",
            id="label-coverage",
        ),
        pytest.param("label file --out o.jsonl --model model", "file: no suffix is not read", id="label-kind"),
        pytest.param("label no_text.csv --out o.csv --model model", "no column 'text' among id, body", id="csv-column"),
        pytest.param("label no_text.jsonl --out o.csv --model model", "line 1: no column 'text'", id="jsonl-column"),
        pytest.param("label messages.csv no_text.csv --out o.csv --model model", "no_text.csv: no", id="two-tables"),
        pytest.param("label messages.csv docs --out o.csv --model model", "is a table, docs is not", id="mixed"),
        pytest.param("label 'no/**/*.csv' --out o.csv --model model", "no table or document has such", id="label-glob"),
        pytest.param("label messages.csv --out o.csv --model gone", "gone: is not a model folder", id="table-no-model"),
        pytest.param("train malformed.jsonl --out o", "malformed.jsonl: line 3: not JSON", id="train-malformed"),
        pytest.param("evaluate malformed.jsonl --out o --model model", "line 3: not JSON", id="evaluate-malformed"),
        pytest.param(
            "train unknown.jsonl --out o",
            "line 3: unknown theme 'anti_frod'; did you mean 'anti_fraud'?",
            id="train-theme",
        ),
        pytest.param(
            "evaluate unknown.jsonl --out o --model model",
            "line 3: unknown theme 'anti_frod'; did you mean 'anti_fraud'?",
            id="evaluate-theme",
        ),
        pytest.param("train unthemed.jsonl --out o", "no row has a theme", id="train-unthemed"),
        pytest.param("train one_theme.jsonl --out o", "one_theme.jsonl", id="train-one-theme-everywhere"),
        pytest.param("train labelled.jsonl --taxonomy gone.toml --out o", "gone.toml", id="train-no-taxonomy"),
        pytest.param("label docs --out o.jsonl --model empty", "empty: is not a model folder", id="label-no-model"),
        pytest.param("evaluate labelled.jsonl --model gone", "gone: is not a model folder", id="evaluate-no-model"),
        pytest.param("model verify empty", "empty: is not a model folder", id="verify-no-model"),
        pytest.param("model show docs", "docs: is not a model folder", id="show-no-model"),
        pytest.param("label docs --out o.jsonl --model model --settings gone.toml", "gone.toml", id="no-settings"),
        pytest.param("label docs --out o.jsonl --model model --settings wrong.toml", "min_characters", id="settings"),
        pytest.param("train labelled.jsonl --out o --settings folds.toml", "n_folds", id="settings-out-of-range"),
        pytest.param("label docs --out folder.jsonl --model model", "folder.jsonl: is a folder", id="label-to-folder"),
        pytest.param("label messages.csv --out folder.jsonl --model model", "is a folder", id="label-table-to-folder"),
        pytest.param("label docs --out docs --model model", "docs: tables are written as", id="label-to-bare-folder"),
        pytest.param("read docs --out folder.jsonl", "folder.jsonl: is a folder", id="read-to-folder"),
        pytest.param("read docs --out o.jsonl --dropped folder.jsonl", "is a folder", id="read-dropped-to-folder"),
        pytest.param("read docs --out folder.jsonl --dropped d.jsonl", "is a folder", id="read-to-folder-with-dropped"),
        pytest.param(
            "evaluate labelled.jsonl --out empty --model model", "empty: is a folder", id="evaluate-to-folder"
        ),
        pytest.param("train labelled.jsonl --out file", "file: is a file", id="train-to-file"),
        pytest.param("discover docs --out file --model model", "file: is a file", id="discover-to-file"),
        pytest.param("label docs --out file/o.jsonl --model model", "file", id="label-below-file"),
        pytest.param("label docs --out o.xlsx --model model", "o.xlsx: tables are written as", id="label-suffix"),
        pytest.param("label messages.csv --out o --model model", "o: tables are written as", id="label-no-suffix"),
        pytest.param("read docs --out o.txt", "o.txt: tables are written as", id="read-suffix"),
        pytest.param("read docs --out o.jsonl --dropped o.txt", "o.txt: tables are written as", id="dropped-suffix"),
        pytest.param("read docs --out o.jsonl --report o.txt", "o.txt: a page is written as .html", id="page-suffix"),
        pytest.param("read docs --out o.jsonl --report folder.html", "folder.html: is a folder", id="page-to-folder"),
        pytest.param("read a.html --out o.jsonl --report a.html", "a.html: is the input", id="page-to-input"),
        pytest.param("read web --out o.jsonl --report web/a.html", "a.html: is the input", id="page-to-input-folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_leaves_nothing_behind(trouble, command, message):
    before = everything_in(trouble)
    assert_explained(run(command), message)
    assert everything_in(trouble) == before


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", id="image"),
        pytest.param(b"PK\x03\x04\x14\x00\x08\x08\x08\x00" + bytes(range(255, 0, -1)), id="archive"),
        pytest.param(bytes(512), id="zeros"),
        pytest.param(bytes(range(256)) * 16, id="all-bytes"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        "label {} --out o.jsonl --model model",
        "read {} --out o.csv --dropped d.csv",
        "discover {} --out o --model model",
    ],
    ids=["label", "read", "discover"],
)
def test_a_binary_file_named_txt_is_refused_by_name(here, command, data):
    (here / "binary.txt").write_bytes(data)
    before = everything_in(here)
    assert_explained(run(command.format("docs binary.txt")), "binary.txt: not a text file")
    assert everything_in(here) == before


@pytest.mark.parametrize("command", ["label docs --out o.jsonl --model model", "model verify model"])
@pytest.mark.parametrize("position", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("name", MODEL_FILES)
def test_a_model_with_one_changed_byte_is_refused(here, name, position, command):
    data = bytearray((here / "model" / name).read_bytes())
    data[round(position * (len(data) - 1))] ^= 1
    (here / "model" / name).write_bytes(data)
    before = everything_in(here)
    assert_explained(run(command), f"model/{name}: ")
    assert everything_in(here) == before


def test_a_failed_job_leaves_the_output_of_an_earlier_one(trouble):
    (trouble / "o.jsonl").write_text("old", encoding="utf-8")
    assert run("label no_text.jsonl --out o.jsonl --model model").exit_code == 1
    assert (trouble / "o.jsonl").read_text(encoding="utf-8") == "old"


def test_a_process_of_its_own_says_one_line_without_a_traceback(trouble):
    before = everything_in(trouble)
    result = run_process("label no_text.csv --out o.csv --model model")
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"topics: no_text\.csv: no column 'text' [^\n]+\n", result.stderr)
    assert everything_in(trouble) == before


@pytest.mark.parametrize(
    "command",
    [
        "nothing",
        "label",
        "label docs",
        "label --out o.jsonl",
        "label docs --out o.jsonl --nothing",
        "read docs",
        "read docs --report o.html",
        "read docs --explain --report o.html",
        "train labelled.jsonl",
        "evaluate",
        "discover docs",
        "model nothing",
    ],
)
def test_wrong_usage_exits_with_2_and_shows_the_right_one(here, command):
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage" in result.stderr
    assert not (here / "o.jsonl").exists()
    assert not (here / "o.html").exists()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(command):
    result = run(f"{command} --help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Usage" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_be_quiet(command):
    assert "--quiet" in [option for parameter in COMMANDS[command].params for option in parameter.opts]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_mentions_every_command(pytestconfig, command):
    readme = (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")
    if not readme.strip():
        pytest.skip("the README is not written yet")
    assert re.search(rf"topics {command}\b", readme)


@pytest.mark.parametrize(
    ("command", "made"),
    [
        pytest.param("demo --out o", "o/report.html", id="demo"),
        pytest.param("read docs --out o.csv --report o.html", "o.html", id="read-page"),
        pytest.param("read docs --out o.csv --dropped d.csv", "d.csv", id="read"),
        pytest.param("label docs --out o.jsonl --model model", "o.jsonl", id="label-documents"),
        pytest.param("label messages.csv --out o.csv --model model", "o.csv", id="label-table"),
        pytest.param("train labelled.jsonl --out o", "o/model.skops", id="train"),
        pytest.param("evaluate labelled.jsonl --out o.json --model model", "o.json", id="evaluate"),
        pytest.param("discover docs --out o --model model", "o/report.html", id="discover"),
        pytest.param("model verify model", "model/manifest.json", id="verify"),
        pytest.param("model show model", "model/README.md", id="show"),
    ],
)
def test_quiet_prints_nothing_and_otherwise_something_is_said(here, command, made):
    quiet = run(f"{command} --quiet")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")
    assert (here / made).is_file()
    if not command.startswith("demo"):
        assert run(command).output.strip()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("label docs --out {}/o.jsonl --model model", id="label-jsonl"),
        pytest.param("label docs --out {}/o.csv --model model", id="label-csv"),
        pytest.param("label messages.csv --out {}/o.parquet --model model", id="label-parquet"),
        pytest.param("read docs --out {}/o.parquet --dropped {}/d.jsonl --report {}/o.html", id="read"),
        pytest.param("discover docs --out {}/o --model model", id="discover"),
        pytest.param("train labelled.jsonl --out {}/o", id="train"),
    ],
)
def test_the_same_command_twice_gives_the_same_bytes(here, command):
    for folder in ("first", "second"):
        assert run(command.replace("{}", folder)).exit_code == 0
    made = everything_in(here / "first")
    assert made
    assert everything_in(here / "second") == made


def test_another_process_with_other_hashes_trains_the_same_bytes(here):
    result = run_process("train labelled.jsonl --out again/model --quiet", PYTHONHASHSEED="7")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert everything_in(here / "again" / "model") == everything_in(here / "model")


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_gb18030_table_is_labelled_row_by_row_with_all_columns_kept(here, texts, suffix):
    result = run(f"label messages.csv --out o{suffix} --model model")
    assert (result.exit_code, result.stdout) == (0, "")
    rows = [row.columns for row in read_rows(here / f"o{suffix}")]
    assert {tuple(row) for row in rows} == {("code", "text", "input_primary", *LABEL_COLUMNS)}
    assert [row["text"] for row in rows] == texts[::6]
    assert [row["code"] for row in rows] == [f"00{number}" for number in range(len(rows))]
    assert {row["input_primary"] for row in rows} == {"旧"}
    assert rows[0]["primary"] == "anti_fraud"


@pytest.mark.parametrize("source", ["docs", "messages.csv"])
def test_coverage_and_explain_add_their_columns(here, texts, source):
    assert run("train labelled.jsonl --out keeping --keep-texts --quiet").exit_code == 0
    assert run(f"label {source} --out o.jsonl --model keeping --coverage 0.8 --explain").exit_code == 0
    rows = [row.columns for row in read_rows(here / "o.jsonl")]
    assert {tuple(row)[-2:] for row in rows} == {("theme_set", "neighbours")}
    assert rows[0]["theme_set"][0] == rows[0]["primary"] == "anti_fraud"
    assert [near["text"] for near in rows[0]["neighbours"]][:1] == texts[:1]
    assert all(len(row["neighbours"]) <= 3 for row in rows)
    assert run("model verify keeping").exit_code == 0


def test_labels_of_jsonl_rows_have_the_shape_of_the_contract(here):
    assert run("label labelled.jsonl --out o.jsonl --model model").exit_code == 0
    classes = json.loads((here / "model" / "manifest.json").read_bytes())["classes"]
    rows = [row.columns for row in read_rows(here / "o.jsonl")]
    assert len(rows) == 60
    for row in rows:
        assert row["primary"] == next(iter(row["themes"]), None)
        assert list(row["scores"]) == classes
        assert all(0 <= score <= 1 for score in row["scores"].values())
        assert (row["abstained"] is None) == bool(row["themes"])
        assert {span["theme"] for span in row["evidence"]} <= set(row["themes"])
        assert all(row["text"][span["start"] : span["end"]] == span["text"] for span in row["evidence"])


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_labels_of_documents_stand_beside_their_paragraphs(here, texts, suffix):
    assert run(f"label docs --out o{suffix} --model model").exit_code == 0
    rows = [row.columns for row in read_rows(here / f"o{suffix}")]
    assert {tuple(row) for row in rows} == {(*PARAGRAPH_COLUMNS, *LABEL_COLUMNS)}
    assert rows[0]["text"] == texts[0]
    assert list(dict.fromkeys(row["document"] for row in rows)) == ["page.txt", "sub/页.md"]


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        pytest.param("label none.txt --out o.csv --model model", (*PARAGRAPH_COLUMNS, *LABEL_COLUMNS), id="label"),
        pytest.param(
            "label none.txt --out o.csv --model model --coverage 0.9",
            (*PARAGRAPH_COLUMNS, *LABEL_COLUMNS, "theme_set"),
            id="label-coverage",
        ),
        pytest.param("read none.txt --out o.csv", PARAGRAPH_COLUMNS, id="read"),
        pytest.param("read docs/sub --out p.csv --dropped o.csv", DROPPED_COLUMNS, id="dropped"),
    ],
)
def test_a_table_without_rows_has_its_columns(here, command, columns):
    (here / "none.txt").write_text("***\n", encoding="utf-8")
    assert run(command).exit_code == 0
    assert (here / "o.csv").read_text(encoding="utf-8").strip().split(",") == list(columns)


def test_the_text_column_can_be_named(here):
    (here / "t.csv").write_text("正文,text\n民警识破了电信诈骗骗局。,花\n", encoding="utf-8")
    assert run("label t.csv --out o.jsonl --model model --text-column 正文").exit_code == 0
    (row,) = read_rows(here / "o.jsonl")
    assert row.columns["primary"] == "anti_fraud"


def test_bad_rows_go_to_the_quarantine_with_exit_code_3(here):
    (here / "t.jsonl").write_text('{"text": "花开"}\n{"text": null}\n{oops\n{"text": ""}\n', encoding="utf-8")
    result = run("label t.jsonl --out o.jsonl --model model --quiet")
    assert (result.exit_code, result.stdout) == (3, "")
    assert re.fullmatch(r"topics: 2 bad rows [^\n]+ o\.jsonl\.quarantine\.jsonl\n", result.stderr)
    quarantine = [json.loads(line) for line in (here / "o.jsonl.quarantine.jsonl").read_text("utf-8").splitlines()]
    assert [row["row"] for row in quarantine] == [2, 3]
    assert all(row["reason"] for row in quarantine)
    assert [row.text for row in read_rows(here / "o.jsonl")] == ["花开", ""]


def test_tables_of_a_folder_and_of_a_glob_make_one_table_in_the_order_of_their_paths(here, texts):
    for name, number in (("b.csv", 1), ("a/z.csv", 0), ("c.jsonl", 2)):
        path = here / "tables" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {"text": texts[number], "id": str(number)}
        path.write_text(
            json.dumps(values, ensure_ascii=False) if number == 2 else f"text,id\n{texts[number]},{number}\n", "utf-8"
        )
    for paths in ("tables", "'tables/**/*'", "tables/c.jsonl tables/b.csv tables/a"):
        result = run(f"label {paths} --out tables/o.jsonl --model model")
        assert result.exit_code == 0
        assert result.stderr.endswith("3 rows labelled in tables/o.jsonl, 0 of 3 quarantined\n")
        rows = [row.columns for row in read_rows(here / "tables" / "o.jsonl")]
        assert [(row["id"], row["text"]) for row in rows] == [(str(n), texts[n]) for n in range(3)]
        assert {tuple(row) for row in rows} == {("text", "id", *LABEL_COLUMNS)}
        (here / "tables" / "o.jsonl").unlink()
    assert_explained(run("label tables --out tables/b.csv --model model"), "tables/b.csv: is the input")


def test_a_document_of_a_folder_that_cannot_be_read_is_put_aside(here):
    (here / "docs" / "sub" / "bad.txt").write_bytes(bytes(range(256)) * 16)
    result = run("label docs --out o.jsonl --model model --quiet")
    assert (result.exit_code, result.stderr) == (
        3,
        "topics: 1 documents could not be read, see o.jsonl.quarantine.jsonl\n",
    )
    (bad,) = map(json.loads, (here / "o.jsonl.quarantine.jsonl").read_text("utf-8").splitlines())
    assert bad["file"] == "docs/sub/bad.txt"
    assert bad["reason"].startswith("not a text file")
    assert {row.columns["document"] for row in read_rows(here / "o.jsonl")} == {"page.txt", "sub/页.md"}
    (here / "docs" / "sub" / "bad.txt").unlink()
    assert run("label docs --out o.jsonl --model model --quiet").exit_code == 0
    assert not (here / "o.jsonl.quarantine.jsonl").exists()


def test_a_folder_of_which_no_document_can_be_read_is_an_error(trouble):
    (trouble / "empty" / "bad.txt").write_bytes(bytes(512))
    before = everything_in(trouble)
    assert_explained(run("label empty --out o.jsonl --model model"), "empty/bad.txt: not a text file")
    assert everything_in(trouble) == before


def test_tables_beside_documents_are_not_passed_over_in_silence(here):
    shutil.copy(here / "messages.csv", here / "docs")
    result = run("label docs --out o.jsonl --model model")
    assert result.exit_code == 0
    assert "1 tables beside the documents are not read" in result.stderr


@pytest.mark.usefixtures("here")
def test_a_log_tells_how_a_job_goes_on_unless_it_is_to_be_quiet(monkeypatch):
    monkeypatch.setattr("topics.cli.console.LOG_SECONDS", 0)
    result = run("label labelled.jsonl --out o.jsonl --model model")
    assert re.fullmatch(
        r"(60 of 60 rows, [\d,]+ rows/s, 0:00:00 left\n)+60 rows labelled in o.jsonl, 0 of 60 quarantined\n",
        result.stderr,
    )
    assert run("label labelled.jsonl --out o.jsonl --model model --quiet").stderr == ""


def test_the_settings_of_a_job_can_stand_in_a_file(here):
    (here / "s.toml").write_text("[batch]\nshard_rows = 25\nworkers = 1\n", encoding="utf-8")
    assert run("label labelled.jsonl --out o.parquet --model model --settings s.toml").exit_code == 0
    assert pq.ParquetFile(here / "o.parquet").num_row_groups == 3


def test_read_writes_paragraphs_and_what_was_dropped(here, texts):
    result = run("read docs --out p.jsonl --dropped d.jsonl")
    assert result.exit_code == 0
    paragraphs = [row.columns for row in read_rows(here / "p.jsonl")]
    dropped = [row.columns for row in read_rows(here / "d.jsonl")]
    assert set(PARAGRAPH_COLUMNS) <= set(paragraphs[0])
    assert {row["role"] for row in paragraphs} <= ROLES
    assert [row["text"] for row in paragraphs[:15]] == texts[:15]
    assert {tuple(row) for row in dropped} == {DROPPED_COLUMNS}
    repeated = next(row for row in dropped if row["reason"] == "duplicate")
    assert repeated["kept_id"] == next(row["id"] for row in paragraphs if row["text"] == repeated["text"])


def test_the_page_of_a_reading_shows_documents_and_tables(here, texts):
    assert run("read docs messages.csv --out p.jsonl --report new/o.html").exit_code == 0
    page = (here / "new" / "o.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert [page.count(f"<h2>{name}</h2>") for name in ("page.txt", "sub/页.md", "messages.csv")] == [1, 1, 1]
    assert page.count(f'">{texts[0]}</span>') == 1
    assert page.count("未采用：重复</span>与 <a ") == 1


def test_demo_writes_both_pages(here):
    assert run("demo --out o").exit_code == 0
    pages = {path.name: path.read_text(encoding="utf-8") for path in (here / "o").glob("*.html")}
    assert set(pages) == {"report.html", "reading.html"}
    assert "01_committee_exchange.txt" in pages["reading.html"]


def test_discover_writes_its_files_and_the_model(here):
    assert run("discover docs --out o --model model").exit_code == 0
    assert sorted(path.name for path in (here / "o").iterdir()) == [
        "candidates.toml",
        "crosswalk.csv",
        "model",
        "over_time.csv",
        "paragraphs.parquet",
        "report.html",
        "topics.csv",
    ]
    assert {*PARAGRAPH_COLUMNS, *LABEL_COLUMNS, "topic"} <= set(pq.read_schema(here / "o" / "paragraphs.parquet").names)
    assert (here / "o" / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_the_model_of_a_discovery_gives_its_topics_again(here):
    assert run("discover docs --out o --model model").exit_code == 0
    rows = pq.read_table(here / "o" / "paragraphs.parquet").to_pylist()
    judged = [row for row in rows if row["topic"] is not None]
    found = load_topic_model(here / "o" / "model").predict([row["text"] for row in judged])
    assert found.tolist() == [row["topic"] for row in judged]
    assert run("model verify o/model").exit_code == 0
    assert "## Topics" in run("model show o/model").stdout


def test_discover_follows_the_dates_of_a_table(here, texts):
    rows = [{"text": text, "day": f"2024-0{1 + n % 6}-01", "code": n} for n, text in enumerate(texts)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (here / "rows.jsonl").write_text(lines, encoding="utf-8")
    result = run("discover rows.jsonl --out o --model model --date-column day")
    assert result.exit_code == 0
    assert f"{len(texts)} of {len(texts)} paragraphs have a date; counts from 2024-01 to 2024-06" in result.stderr
    counts = [row.columns for row in read_rows(here / "o" / "over_time.csv", "name")]
    assert {row["period"] for row in counts} == {f"2024-0{month}" for month in range(1, 7)}
    assert sum(int(row["n_paragraphs"]) for row in counts if row["kind"] == "topic") == len(texts)
    kept = pq.read_table(here / "o" / "paragraphs.parquet").to_pylist()
    assert [(row["code"], row["day"]) for row in kept] == [(row["code"], row["day"]) for row in rows]
    assert [row["date"] for row in kept] == [row["day"] for row in rows]


def test_topics_that_no_theme_covers_can_be_read_as_themes(here):
    assert run("demo --out o").exit_code == 0
    found = (here / "o" / "candidates.toml").read_text(encoding="utf-8")
    if "[[themes]]" in found:
        assert all(theme.seed_words and theme.name_zh for theme in read_taxonomy(here / "o" / "candidates.toml"))
    topics = list(read_rows(here / "o" / "topics.csv", "name"))
    uncovered = [row for row in topics if not row.columns["themes"] and int(row.columns["id"]) >= 0]
    assert found.count("[[themes]]") == sum(int(row.columns["size"]) > 2 for row in uncovered)


def test_topics_are_merged_and_renamed_in_their_folder(here, texts):
    assert run("discover docs --out o --model model").exit_code == 0
    before = load_topic_model(here / "o" / "model")
    assert run("model merge o/model 1 0").exit_code == 0
    assert run("model rename o/model 0 我的话题").exit_code == 0
    after = load_topic_model(here / "o" / "model")
    assert "我的话题" in run("model show o/model").stdout
    merged = [0 if topic == 1 else topic for topic in before.predict(texts)]
    assert after.predict(texts).tolist() == merged
    assert_explained(run("model rename o/model 1 名字"), "there is no topic 1; topics are 0")
    assert_explained(run("model merge model 0 1"), "is a model of themes, not of topics")
    assert run("model merge o/model 0 x").exit_code == 2


def test_evaluate_says_how_good_a_model_is(here):
    result = run("evaluate labelled.jsonl --out o.json --model model")
    figures = json.loads((here / "o.json").read_bytes())
    assert f"macro-F1 {figures['macro_f1']:.3f}" in result.stdout
    assert (figures["n"], figures["n_none"]) == (60, 12)
    assert figures["themes"]["anti_fraud"]["n"] == 20


def test_the_card_of_a_model_is_shown(here):
    result = run("model show model")
    assert (result.exit_code, result.stdout.strip()) == (0, (here / "model" / "README.md").read_text("utf-8").strip())


def test_the_version_is_told():
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"topics-zh {topics.__version__}\n")
