import io
import os
import zipfile
from contextlib import suppress

import numpy as np
import pytest
import skops.io as sio
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.linear_model import LogisticRegression

from topics.errors import ModelError
from topics.storage.archive import load_parts
from topics.storage.dump import dump_parts

PARTS = {
    "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
    "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "terms": np.array(["反诈", "网格员", "𠮷🚓"]),
    "engine": "rjieba",
    "folds": 5,
    "C": 0.1,
    "multilabel": True,
}


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.text(min_size=1),
        st.text()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | arrays.arrays(
            arrays.boolean_dtypes() | arrays.integer_dtypes() | arrays.floating_dtypes(), arrays.array_shapes()
        ),
    )
)
def test_parts_come_back_bit_for_bit(parts):
    loaded = load_parts(dump_parts(parts), "x")
    assert loaded.keys() == parts.keys()
    for name, part in parts.items():
        assert type(loaded[name]) is type(part)
        if isinstance(part, np.ndarray):
            assert (loaded[name].dtype, loaded[name].shape) == (part.dtype, part.shape)
            assert loaded[name].tobytes() == part.tobytes()
        else:
            assert loaded[name] == part


def test_the_same_parts_give_the_same_bytes_and_so_do_loaded_ones():
    data = dump_parts(PARTS)
    copies = {name: part.copy(order="K") if isinstance(part, np.ndarray) else part for name, part in PARTS.items()}
    assert dump_parts(copies) == data
    assert dump_parts(load_parts(data, "x")) == data


def test_the_bytes_do_not_depend_on_which_equal_values_are_one_object():
    weights = np.arange(3.0)
    shared = {"first": weights, "second": weights, "C": 0.1, "D": 0.1}
    apart = {"first": weights, "second": weights.copy(), "C": 0.1, "D": float("0.1")}
    assert dump_parts(apart) == dump_parts(shared)


def test_an_archive_is_read_by_skops_itself_without_trusting_any_type():
    data = dump_parts(PARTS)
    assert sio.get_untrusted_types(data=data) == []
    assert sio.loads(data, trusted=[])["terms"].tolist() == PARTS["terms"].tolist()


def test_numbers_of_numpy_come_back_as_skops_reads_them():
    data = dump_parts({"threshold": np.float64(0.25), "n": 3})
    read, expected = load_parts(data, "x"), sio.loads(data, trusted=[])
    assert read == expected
    assert [type(part) for part in read.values()] == [type(part) for part in expected.values()]


def test_no_member_of_an_archive_is_a_pickle():
    with zipfile.ZipFile(io.BytesIO(dump_parts(PARTS))) as archive:
        names = archive.namelist()
        loaded = [
            np.load(io.BytesIO(archive.read(name)), allow_pickle=False) for name in names if name.endswith(".npy")
        ]
    assert len(loaded) == 3
    assert not any(array.dtype.hasobject for array in loaded)
    assert set(names) == {"schema.json", "0.npy", "1.npy", "2.npy"}


class Trap:
    woken = False

    def __setstate__(self, state):
        Trap.woken = True


def test_loading_wakes_no_object():
    with pytest.raises(ModelError, match="Trap"):
        load_parts(sio.dumps({"trap": Trap()}), "x")
    assert not Trap.woken


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 cut off", id="no-zip"),
        pytest.param(sio.dumps({"run": os.system}), id="function"),
        pytest.param(sio.dumps({"parts": [1, 2]}), id="list"),
        pytest.param(sio.dumps({"parts": {"a": 1}}), id="nested"),
        pytest.param(sio.dumps([1, 2]), id="no-parts"),
        pytest.param(sio.dumps({"bytes": b"12"}), id="bytes"),
        pytest.param(sio.dumps({"masked": np.ma.masked_array([1, 2], [True, False])}), id="masked-array"),
        pytest.param(sio.dumps({"model": LogisticRegression()}), id="estimator"),
        pytest.param(sio.dumps({"objects": np.array([{}, None], dtype=object)}), id="object-array"),
    ],
)
def test_an_archive_of_anything_else_is_refused_by_name(data):
    with pytest.raises(ModelError, match=r"^m/model\.skops: "):
        load_parts(data, "m/model.skops")


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_archive_is_refused_or_read_but_never_breaks(data):
    archive = bytearray(dump_parts(PARTS))
    archive[data.draw(st.integers(0, len(archive) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(ModelError):
        load_parts(bytes(archive), "x")
