import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.batch.arrays import which_hold
from topics.batch.jsonlines import json_block
from topics.batch.rows import Row, parse_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(st.sampled_from(["text", "id", "themes"]), values, max_size=3)
written = st.builds(lambda value, is_ascii: json.dumps(value, ensure_ascii=is_ascii), objects | values, st.booleans())
odd = [b"", b" \t", b"\x0c", b"[1]", b'"text"', b"[", b"\xff", b"\xef\xbb\xbf" + b'{"text": "a"}', b"[" * 5_000]
ends = st.sampled_from([b"", b" ", b"\x0c", b"}", b",", b"\r"])
lines = st.sampled_from(odd) | st.builds(
    lambda text, end: text.encode(errors="surrogatepass") + end + b"\n", written, ends
)


@given(raws=st.lists(lines, max_size=6), first=st.integers(1, 2))
def test_lines_give_the_rows_that_they_give_one_by_one(raws, first):
    block = json_block(first, raws, "text")
    found = [parse_json(first + place, raw, "text") for place, raw in enumerate(raws) if raw.strip()]
    good = [row for row in found if isinstance(row, Row)]
    assert list(block.bad) == [row for row in found if not isinstance(row, Row)]
    assert block.texts.to_pylist() == [row.text for row in good]
    assert list(map(repr, block.rows)) == [repr(row.columns) for row in good]
    assert [repr(json.loads(raw)) for raw in block.raws] == [repr(row.columns) for row in good]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_strings_are_known_by_the_bytes_that_they_hold(kind):
    texts = pa.array(['甲"', "", None, "乙\n", "丙", '"', ""], kind)
    assert which_hold(texts, b'"').tolist() == [True, False, False, False, False, True, False]
    assert which_hold(texts, b"", 32).tolist() == [False, False, False, True, False, False, False]
    assert which_hold(texts.slice(3, 2), b'"', 32).tolist() == [True, False]
    assert which_hold(texts.slice(0, 0), b'"').tolist() == []
