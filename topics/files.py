"""Writing so that a result stands under its name only when it is whole."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from topics.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it takes the place of `path` on success.

    On any error the temporary file goes and whatever stood at `path` stays as it was.
    """
    with _explained(path):
        if path.is_dir():
            raise OutputError(f"{path}: is a folder; name a file")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
        os.close(handle)
        partial = Path(name)
        try:
            yield partial
            partial.chmod(0o666 & ~_umask())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all; half a character becomes a question mark."""
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def user_cache() -> Path:
    """Return the folder for what can be made again: in XDG_CACHE_HOME, else in ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "topics-zh"


def check_page_path(path: Path) -> None:
    """Raise OutputError unless `path` ends in .html and is no folder."""
    if path.suffix.lower() != ".html":
        raise OutputError(f"{path}: a page is written as .html; name such a file")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")


def refuse_input(target: Path, inputs: Iterable[Path]) -> None:
    """Raise OutputError where a result would take the place of one of the inputs."""
    if target.exists() and any(path.exists() and path.samefile(target) for path in inputs):
        raise OutputError(f"{target}: is the input; name another file")


def files_below(paths: Iterable[Path]) -> list[Path]:
    """Return the paths, in place of each folder all that lies in it."""
    return [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `path`; its files move into `path` on success."""
    with _explained(path):
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path}: is a file; name a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent))
        try:
            yield partial
            path.mkdir(exist_ok=True)
            for file in sorted(partial.iterdir()):
                file.replace(path / file.name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{error.filename or path}: cannot be written ({error.strerror or error})") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
