"""Execute notebooks and write each as a page: notebooks/*.ipynb -> build/notebooks/*.html.

Cells run in order in a namespace of their own, in the notebook's folder. No Jupyter is needed;
markdown-it is there because rich asks for it.
"""

import argparse
import ast
import io
import json
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

_HERE = Path(__file__).resolve().parent
_STYLE = """
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; font-family: system-ui, sans-serif; line-height: 1.6; }
pre { overflow-x: auto; padding: .6rem .8rem; background: #f3f5f7; font-size: .85rem; line-height: 1.45; }
.output { overflow-x: auto; margin: 0 0 1.5rem 1.2rem; } .output pre { background: none; padding: 0; }
.dataframe { border-collapse: collapse; font-size: .85rem; } .dataframe td, .dataframe th { padding: .2rem .6rem; }
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that ran: its source, what it printed, and its last value as HTML."""

    kind: str
    source: str
    printed: str = ""
    html: str = ""


def run_notebook(path: Path) -> Iterator[Cell]:
    """Execute a notebook and yield its cells as they are done; what a cell raises is raised, naming it."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            with chdir(path.parent):
                yield _run(source, f"{path.name}, {cell['id']}", namespace)
        else:
            yield Cell("markdown", source)


def page(title: str, cells: list[Cell]) -> str:
    """Return executed cells as an HTML page."""
    body = "\n".join(_block(cell) for cell in cells)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _run(source: str, name: str, namespace: dict[str, Any]) -> Cell:
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, name, "exec"), namespace)  # noqa: S102 - the notebooks are ours
        value = eval(compile(ast.Expression(last.value), name, "eval"), namespace) if last else None  # noqa: S307
        html = "" if value is None else _html(value)
    return Cell("code", source, printed.getvalue(), html)


def _html(value: Any) -> str:
    if hasattr(value, "_repr_html_"):
        return value._repr_html_()
    return f"<pre>{escape(repr(value))}</pre>"


def _block(cell: Cell) -> str:
    if cell.kind == "markdown":
        return MarkdownIt("commonmark", {"html": False}).render(cell.source)
    printed = f"<pre>{escape(cell.printed)}</pre>" if cell.printed else ""
    return f'<pre>{escape(cell.source)}</pre>\n<div class="output">{printed}{cell.html}</div>'


def main() -> None:
    """Execute the notebooks beside this file, or those named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(_HERE.glob("*.ipynb")))
    parser.add_argument("--out", type=Path, default=_HERE.parent / "build" / "notebooks")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for path in asked.notebooks:
        target = asked.out / f"{path.stem}.html"
        target.write_text(page(path.stem, list(run_notebook(path.resolve()))), encoding="utf-8")
        print(target)


if __name__ == "__main__":
    main()
