"""The notebooks run from first to last cell in a working copy, and stand without outputs."""

import json
import re
import runpy
import shutil
from pathlib import Path

import pytest

import topics
from topics.report.notebook import View

_ROOT = Path(__file__).resolve().parents[1]
_NOTEBOOKS = sorted((_ROOT / "notebooks").glob("*.ipynb"))
_RUN = runpy.run_path(str(_ROOT / "notebooks" / "run.py"))
_IS_CHINESE_BAR = re.compile(r"<td>[一-鿿]+</td><td class=\"n\">[\d.,]+</td><td class=\"bars\">")


@pytest.fixture
def working_copy(tmp_path: Path) -> Path:
    """A folder with the notebooks and the seeds of the project, in which cells may write."""
    (tmp_path / "seeds").symlink_to(_ROOT / "seeds")
    (tmp_path / "notebooks").mkdir()
    for path in _NOTEBOOKS:
        shutil.copy(path, tmp_path / "notebooks")
    return tmp_path


def _notebook(*cells: tuple[str, str]) -> str:
    rows = [{"cell_type": kind, "id": f"cell-{n}", "source": [source]} for n, (kind, source) in enumerate(cells)]
    return json.dumps({"cells": rows}, ensure_ascii=False)


def test_there_are_notebooks():
    assert [path.name[:2] for path in _NOTEBOOKS] == ["01", "02"]


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, working_copy):
    cells = list(_RUN["run_notebook"](working_copy / "notebooks" / path.name))
    figures = [cell for cell in cells if 'class="topics-view"' in cell.html]
    assert len(figures) >= 5
    assert any(_IS_CHINESE_BAR.search(cell.html) for cell in figures)
    assert any('class="dataframe"' in cell.html for cell in cells)
    written = {file.name for file in (working_copy / "build" / "notebooks").iterdir()}
    sport = {"sport.toml", "sport.jsonl", "themes.toml", "sport_model"}
    assert written == ({"labels.csv"} if path.name.startswith("01") else sport)


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_public_names_alone(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert not re.findall(r"(?:from|import) topics\.\S+", code)
    used = set(re.findall(r"\btopics\.(\w+)", code))
    assert used
    assert used <= set(topics.__all__)


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stands_without_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert max(len(cell["source"]) for cell in code) <= 16, "a cell holds one thought"


def test_a_cell_gives_what_it_prints_and_its_last_value(tmp_path):
    path = tmp_path / "one.ipynb"
    path.write_text(_notebook(("markdown", "# 题"), ("code", "a = '<b>'\nprint('印')\na")), encoding="utf-8")
    markdown, code = _RUN["run_notebook"](path)
    assert markdown.source == "# 题"
    assert (code.printed, code.html) == ("印\n", "<pre>&#x27;&lt;b&gt;&#x27;</pre>")
    assert "<h1>题</h1>" in _RUN["page"]("one", [markdown, code])


def test_a_cell_that_fails_fails_the_run(tmp_path):
    path = tmp_path / "bad.ipynb"
    path.write_text(_notebook(("code", "1 / 0")), encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        list(_RUN["run_notebook"](path))


def test_values_show_themselves_as_html(tmp_path):
    path = tmp_path / "view.ipynb"
    path.write_text(_notebook(("code", "import topics\ntopics.show({'反诈': 2})")), encoding="utf-8")
    (cell,) = _RUN["run_notebook"](path)
    assert _IS_CHINESE_BAR.search(cell.html)
    assert View("<p>", "plain")._repr_html_() == "<p>"
