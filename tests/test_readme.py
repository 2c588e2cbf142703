"""What README.md shows works as shown."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.cli import app

_ROOT = Path(__file__).resolve().parents[1]
_README = (_ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _README, flags=re.DOTALL)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the seeds of the project, in which commands may write."""
    (tmp_path / "seeds").symlink_to(_ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_run_in_the_order_shown(checkout: Path):
    commands = [line for block in _blocks("sh") for line in block.splitlines() if line.startswith("topics ")]
    assert len(commands) == 9
    for command in commands:
        result = CliRunner().invoke(app, shlex.split(command, comments=True)[1:])
        assert result.exit_code == 0, f"{command}: {result.output}"
    assert (checkout / "out" / "report.html").is_file()


def test_the_python_runs(checkout: Path, capsys: pytest.CaptureFixture[str]):
    shared: dict[str, object] = {}
    for code in _blocks("python"):
        exec(compile(code, "README.md", "exec"), shared)  # noqa: S102  # the README is ours
        assert capsys.readouterr().out
    for name in ("traffic", "topics"):
        assert (checkout / "models" / name / "manifest.json").is_file()


def test_the_make_targets_exist():
    makefile = (_ROOT / "Makefile").read_text(encoding="utf-8")
    texts = _README + (_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^)make ([a-z-]+)", texts, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
