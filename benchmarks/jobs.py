"""How fast a whole job is, from table to table, and what memory it takes as tables grow.

Usage: python benchmarks/jobs.py [CORPUS...] [--rows 20000 200000] [--workers 1 2] [--to .parquet]

Rows are the texts of corpora, by default those that the starter model was trained on, cut at other
places again and again, with a number and a source. Each job is a process of its own: rows a second, time
of all processors a row, and the memory of the process and its workers together, what they
share counted once (PSS, read from /proc four times a second).
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from real import read_texts

from topics.shipped import PARAGRAPHS

_SECONDS = 0.25
_MEGABYTE = 1024


def main() -> None:
    """Print a line for each job."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, default=sorted(PARAGRAPHS.glob("*.jsonl")))
    parser.add_argument("--rows", nargs="+", type=int, default=[20_000, 200_000])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--to", default=".parquet")
    arguments = parser.parse_args()
    texts = [text for text in read_texts(arguments.corpora) if text]
    with tempfile.TemporaryDirectory() as folder:
        for n_rows in arguments.rows:
            table = Path(folder) / "rows.jsonl"
            write_rows(table, texts, n_rows)
            for workers in arguments.workers:
                print(run(table, Path(folder) / f"labels{arguments.to}", n_rows, workers), flush=True)


def write_rows(path: Path, texts: Sequence[str], n_rows: int) -> None:
    """Write a table of so many rows."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(n_rows):
            text, turn = texts[number % len(texts)], number // len(texts)
            start = turn * 7 % max(len(text) // 2, 1)
            row = {"id": number, "source": f"第{number % 31}版", "text": text[start:] + text[:start]}
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")


def run(table: Path, out: Path, n_rows: int, workers: int) -> str:
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
        f"{spent / n_rows * 1e6:6.1f} us of processor a row, {peak / _MEGABYTE:5.0f} MB"
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
