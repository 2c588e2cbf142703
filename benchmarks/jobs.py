"""How fast a whole job is, from table to table, and what memory it takes as tables grow.

Usage: python benchmarks/jobs.py [CORPUS...] [--rows 10000 100000 1000000] [--workers 1 2] [--to .parquet]

Rows are the texts of corpora, by default those that the starter model was trained on, cut at other
places again and again, with a number and a source. Each job is a process of its own: rows a second, time
of all processors a row, and the memory of the process and its workers together, what they
share counted once (PSS, read from /proc four times a second). Before them the same rows are read, scored
and written by what one would write first, for the time of the processor a row.
"""

import argparse
import json
import logging
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import jieba
import numpy as np
import pandas as pd
from naive import naive_model
from real import read_texts

from topics.batch.labelled import read_labelled
from topics.shipped import PARAGRAPHS

_SECONDS = 0.25
_MEGABYTE = 1024
_FEW = 2_000
"""Rows that the slow way is measured on."""


def main() -> None:
    """Print a line for each job."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, default=sorted(PARAGRAPHS.glob("*.jsonl")))
    parser.add_argument("--rows", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--to", default=".parquet")
    arguments = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    texts = [text for text in read_texts(arguments.corpora) if text]
    with tempfile.TemporaryDirectory() as folder:
        naive = naive_seconds(Path(folder), texts)
        print(f"{_FEW:>12,} rows, naive: {naive * 1e6:.1f} us of processor a row", flush=True)
        for n_rows in arguments.rows:
            table = Path(folder) / "rows.jsonl"
            write_rows(table, texts, n_rows)
            for workers in arguments.workers:
                print(run(table, Path(folder) / f"labels{arguments.to}", n_rows, workers, naive), flush=True)


def write_rows(path: Path, texts: Sequence[str], n_rows: int) -> None:
    """Write a table of so many rows."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(n_rows):
            text, turn = texts[number % len(texts)], number // len(texts)
            start = turn * 7 % max(len(text) // 2, 1)
            row = {"id": number, "source": f"第{number % 31}版", "text": text[start:] + text[:start]}
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")


def naive_seconds(folder: Path, texts: Sequence[str]) -> float:
    """Return the time of the processor that what one would write first takes for a row, from table to table."""
    rows = read_labelled([PARAGRAPHS])
    truth = np.array([[theme in row.themes for theme in rows.themes] for row in rows.rows])
    scores = naive_model(rows.texts, truth)
    table = folder / "few.jsonl"
    write_rows(table, texts[:: max(len(texts) // _FEW, 1)], _FEW)
    start = time.process_time()
    frame = pd.read_json(table, lines=True)
    found = pd.DataFrame(scores(frame["text"].tolist()), columns=rows.themes)
    pd.concat([frame, found], axis=1).to_parquet(folder / "few.parquet")
    return (time.process_time() - start) / _FEW


def run(table: Path, out: Path, n_rows: int, workers: int, naive: float) -> str:
    """Label a table by a process of its own and return what it took."""
    before, start = _seconds_of_children(), time.monotonic()
    command = [sys.executable, "-m", "topics", "label", str(table), "--out", str(out), "--workers", str(workers), "-q"]
    with subprocess.Popen(command) as job:  # noqa: S603  # our own command line
        peak = 0
        while job.poll() is None:
            peak = max(peak, sum(map(_memory, _family(job.pid))))
            time.sleep(_SECONDS)
    took, spent = time.monotonic() - start, _seconds_of_children() - before
    return (
        f"{n_rows:>12,} rows, {workers} workers: {took:8.1f} s, {n_rows / took:8,.0f} rows/s, "
        f"{spent / n_rows * 1e6:6.1f} us of processor a row, {naive * n_rows / spent:5.1f} x naive, "
        f"{peak / _MEGABYTE:5.0f} MB"
    )


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # it has ended
        return
    for child in children:
        yield from _family(int(child))


def _memory(pid: int) -> int:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"), re.MULTILINE)
    except OSError:  # it has ended
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
