import logging
from pathlib import Path

import pytest

pytest.importorskip("numba")

from topics.features.kernel import compiled


def _twice(number):
    return 2 * number


def test_compiled_code_is_named_by_all_of_its_sources():
    own = compiled.compiled(lambda number: number)
    assert own.py_func.__qualname__.endswith(compiled._VERSION)
    names = {Path(source).name for source in compiled._SOURCES}
    assert {"cutting.py", "nodes.py", "scores.py", "traces.py", "trie.py", "terms.py"} <= names


def test_without_a_folder_to_write_to_code_is_compiled_and_not_kept(monkeypatch, caplog):
    njit = compiled.njit

    def refuse(*, cache=False, **options):
        if cache:
            raise RuntimeError("no locator available")
        return njit(**options)

    monkeypatch.setattr(compiled, "njit", refuse)
    with caplog.at_level(logging.INFO):
        assert compiled.compiled(_twice)(21) == 42
    assert "not kept" in caplog.text
