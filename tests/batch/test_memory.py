"""The memory of a job does not grow with its tables."""

import subprocess
import sys

import pytest

JOB = """
import re, sys
from pathlib import Path
import pyarrow as pa
from topics.batch.columns import LABEL_COLUMNS
from topics.batch.job import JobOptions, label_tables_here
from topics.batch.label import labels_batch
from topics.types import Label

class Silent:
    def begin(self, n_rows, n_done): pass
    def advance(self, count): pass

one = labels_batch([Label(None, (), {"a": 0.5}, "too_short")], LABEL_COLUMNS).to_struct_array()

def label(texts):
    return pa.RecordBatch.from_struct_array(one.take(pa.array([0] * len(texts), pa.int32())))

source, target = map(Path, sys.argv[1:])
label_tables_here([source], target, label, LABEL_COLUMNS, "text", JobOptions(), Silent())
# not ru_maxrss, which a process takes over from the one that started it
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
ROW = "社区民警上门提醒，老人放弃了转账。" * 12


def megabytes(tmp_path, n_rows, source, target):
    path = tmp_path / f"{n_rows}{source}"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n" if source == ".csv" else "")
        for number in range(n_rows):
            file.write(f"{number},{ROW}\n" if source == ".csv" else f'{{"id": {number}, "text": "{ROW}"}}\n')
    command = [sys.executable, "-c", JOB, str(path), str(tmp_path / f"out{n_rows}{target}")]
    return int(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)  # noqa: S603  # our own


@pytest.mark.slow
@pytest.mark.parametrize(("source", "target"), [(".jsonl", ".parquet"), (".csv", ".jsonl"), (".jsonl", ".csv")])
def test_ten_times_the_rows_take_the_memory_of_few(tmp_path, source, target):
    few, many = (megabytes(tmp_path, n_rows, source, target) for n_rows in (40_000, 400_000))
    assert many < few + 50
    assert many < 500
