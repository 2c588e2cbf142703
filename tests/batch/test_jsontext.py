import json
import math

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topics.batch import jsontext
from topics.batch.jsontext import json_texts, json_value


@pytest.fixture(autouse=True, params=[1, jsontext._MANY], ids=["as many", "as few"])
def many(request, monkeypatch):
    """From how many numbers on they are looked up."""
    monkeypatch.setattr(jsontext, "_MANY", request.param)


numbers = st.floats() | st.integers(0, 60_000).map(lambda code: code / 10_000) | st.sampled_from([-0.0, 1e-5, 1e22])
scores = st.integers(0, 10_000).map(lambda code: code / 10_000)
texts = st.text(st.characters(codec="utf-8"))
objects = st.fixed_dictionaries({"名": st.none() | texts, 'b"': st.none() | st.lists(st.none() | numbers, max_size=3)})


@pytest.mark.parametrize(
    "values",
    [
        st.none() | texts,
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.booleans(),
        st.none() | numbers,
        st.none() | st.integers(0, 50_000).map(lambda code: code / 10_000),
        st.none() | objects,
        st.fixed_dictionaries({"a": scores, "b": scores}),
        st.none() | st.lists(st.none() | objects, max_size=3),
        st.none() | st.dates(),
        st.none() | st.binary(),
    ],
    ids=["text", "integer", "boolean", "number", "rounded", "object", "scores", "list", "date", "bytes"],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_column_becomes_the_json_of_its_values(values, data):
    rows = data.draw(st.lists(values, max_size=6))
    array = pa.array([None, *rows])
    for piece in (array, array.slice(1), array.slice(2, 2)):
        assert json_texts(piece).to_pylist() == [json_value(value) for value in piece.to_pylist()]


def test_numbers_of_half_precision_are_written_as_they_are():
    (text,) = json_texts(pa.array([0.1], pa.float32())).to_pylist()
    assert math.isclose(json.loads(text), 0.1, rel_tol=1e-6)
    assert text != "0.1"


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view()])
def test_all_kinds_of_strings_are_texts(kind):
    assert json_texts(pa.array(["甲", None, '"'], kind)).to_pylist() == ['"甲"', "null", '"\\""']
    assert json_texts(pa.array(["甲", "乙"]).dictionary_encode()).to_pylist() == ['"甲"', '"乙"']
