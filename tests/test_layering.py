"""Each room imports only from those below it."""

import ast
import re
from pathlib import Path

import pytest

import topics

_PACKAGE = Path(topics.__file__).parent

# From the bottom: a room may import from itself and from those before it.
_ROOMS = (
    ("errors",),
    ("types", "settings", "shipped", "files", "characters"),
    ("words",),
    ("documents",),
    ("features",),
    ("themes",),
    ("discovery",),
    ("storage",),
    ("batch",),
    ("report",),
    ("pipeline",),
    ("cli",),
    ("__main__",),
)
_HEIGHT = {room: height for height, rooms in enumerate(_ROOMS) for room in rooms}
_ONLY_IN = {
    "bertopic": "discovery/engine.py",
    "umap": "discovery/engine.py",
    "hdbscan": "discovery/engine.py",
    "skops": "storage/dump.py",
    "distributed": "batch/cluster.py",
    "dask": "batch/cluster.py",
    "fsspec": "batch/remote.py",
}
_MODULES = sorted(path for path in _PACKAGE.rglob("*.py") if path != _PACKAGE / "__init__.py")


def _imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "topics":
            names += [f"topics.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names


def _room(path: Path) -> str:
    return path.relative_to(_PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: path.relative_to(_PACKAGE).as_posix())
def test_a_module_imports_only_from_rooms_below(path: Path):
    room = _room(path)
    imported = {name.split(".")[1] for name in _imports(path) if name.startswith("topics.")}
    allowed = {other for other, height in _HEIGHT.items() if height < _HEIGHT[room]} | {room}
    assert imported <= allowed, f"{room} reaches up to {imported - allowed}"


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: path.relative_to(_PACKAGE).as_posix())
def test_heavy_libraries_are_imported_in_one_place(path: Path):
    roots = {name.partition(".")[0] for name in _imports(path)}
    for library, home in _ONLY_IN.items():
        assert library not in roots or path == _PACKAGE / home
    assert not roots & {"torch", "sentence_transformers", "transformers", "pickle"}


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: path.relative_to(_PACKAGE).as_posix())
def test_a_file_reads_in_one_sitting(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_command_line_alone_prints():
    printing = {_room(path) for path in _MODULES if re.search(r"\bprint\(|typer\.echo\(", path.read_text("utf-8"))}
    assert printing == {"cli"}
