import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from topics.features.buffers import TextBuffers, encode_texts


@given(st.lists(st.text(st.characters() | st.characters(categories=["Cs"]))))
def test_texts_come_back(texts):
    assert encode_texts(texts).texts() == texts
    assert len(encode_texts(texts)) == len(texts)


def test_a_slice_of_an_arrow_array_is_read_as_it_lies():
    texts = ["综治中心", "", "反诈", "网格"]
    sliced = pa.array(texts).slice(1, 2)
    _, offsets, data = sliced.buffers()
    buffers = TextBuffers(np.frombuffer(offsets, dtype=np.int32)[1:4], np.frombuffer(data, dtype=np.uint8))
    assert buffers.texts() == ["", "反诈"]
