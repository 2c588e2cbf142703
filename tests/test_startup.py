"""What each job imports, and so how long it takes to start: measured in modules, never in seconds."""

import subprocess
import sys
from pathlib import Path

import pytest

from topics.shipped import SEEDS

_LIBRARIES = {
    *("numpy", "scipy", "sklearn", "skops", "pandas", "pyarrow", "jinja2", "lxml", "opencc", "jieba", "rjieba"),
    *("bertopic", "hdbscan", "umap", "numba", "matplotlib", "plotly", "joblib", "threadpoolctl", "pytest"),
}
_ROOMS = {f"topics.{room}" for room in ("words", "documents", "features", "themes", "discovery", "storage", "report")}
_TEXT = "派出所民警上门劝阻，及时为老人保住了养老钱，提醒群众不要向陌生账户转账。"


def _loaded_by(program: str) -> set[str]:
    """The modules that a program leaves loaded in a Python of its own, which it must end in order."""
    run = subprocess.run(  # noqa: S603 - this interpreter on a program of our own
        [sys.executable, "-c", f"{program}\nimport sys\nprint('\\n', *sys.modules)"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return set(run.stdout.splitlines()[-1].split())


def _loaded_by_command(*arguments: str | Path) -> set[str]:
    words = [str(argument) for argument in arguments]
    return _loaded_by(f"from topics.cli import app\napp({words!r}, standalone_mode=False)")


@pytest.fixture
def row(tmp_path: Path) -> Path:
    (tmp_path / "row.jsonl").write_text(f'{{"text": "{_TEXT}", "themes": ["anti_fraud"]}}\n', encoding="utf-8")
    return tmp_path / "row.jsonl"


def test_importing_topics_loads_no_library():
    assert not _loaded_by("import topics") & (_LIBRARIES | _ROOMS)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_the_list_of_commands_loads_none_of_them(arguments: tuple[str]):
    assert not _loaded_by_command(*arguments) & (_LIBRARIES | _ROOMS)


def test_labelling_a_row_loads_what_labels_and_no_more(row: Path):
    loaded = _loaded_by_command("label", row, "--out", row.with_name("labels.jsonl"), "--quiet")
    assert '"primary": "anti_fraud"' in row.with_name("labels.jsonl").read_text(encoding="utf-8")
    assert loaded & _LIBRARIES <= {"numpy", "scipy", "pyarrow", "lxml", "opencc", "rjieba"}
    assert not loaded & {"topics.discovery", "topics.report", "topics.themes.classifier", "scipy.stats", "scipy.linalg"}


def test_labelling_from_python_loads_no_more_than_the_command():
    loaded = _loaded_by(f"import topics\nassert topics.label([{_TEXT!r}])[0].primary == 'anti_fraud'")
    assert loaded & _LIBRARIES == {"numpy", "scipy", "opencc", "rjieba"}


def test_reading_documents_loads_no_model(row: Path):
    row.with_suffix(".txt").write_text(_TEXT, encoding="utf-8")
    loaded = _loaded_by_command("read", row.with_suffix(".txt"), "--out", row.with_name("paragraphs.jsonl"), "--quiet")
    assert _TEXT in row.with_name("paragraphs.jsonl").read_text(encoding="utf-8")
    assert loaded & _LIBRARIES <= {"numpy", "pyarrow", "jinja2", "lxml", "opencc", "rjieba"}
    assert not loaded & {"topics.discovery", "topics.themes", "topics.features.vectorizer", "topics.storage"}


def test_measuring_a_model_loads_nothing_that_trains_one(row: Path):
    loaded = _loaded_by_command("evaluate", row, "--quiet")
    assert loaded & _LIBRARIES <= {"numpy", "scipy", "pyarrow", "jinja2", "lxml", "opencc", "rjieba"}
    assert not loaded & {"topics.discovery", "topics.themes.classifier", "scipy.stats"}


def test_loading_a_classifier_loads_neither_skops_nor_discovery():
    loaded = _loaded_by("import topics\ntopics.load_model()")
    assert "topics.themes.classifier" in loaded
    assert not loaded & {"topics.discovery", "skops"}


def test_training_loads_no_discovery(tmp_path: Path):
    loaded = _loaded_by_command("train", SEEDS / "held_out.jsonl", "--out", tmp_path / "model", "--help")
    assert "topics.themes.classifier" in loaded
    assert "topics.discovery" not in loaded
