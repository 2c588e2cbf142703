import json

import pytest

from topics.errors import ModelError
from topics.storage.manifest import (
    FORMAT,
    MANIFEST,
    file_digest,
    library_versions,
    manifest_bytes,
    read_checked,
    read_manifest,
)

FIELDS = {
    "name": "小模型",
    "topics_version": "0.1.0",
    "libraries": {"numpy": "2.0.0"},
    "tokenizer": "00ff",
    "classes": ["anti_fraud"],
    "multilabel": True,
    "taxonomy": None,
    "training": {},
    "metrics": {"macro_f1": 0.5},
    "files": {"model.skops": file_digest(b"weights")},
}


@pytest.fixture
def write(tmp_path):
    def to_folder(data):
        (tmp_path / MANIFEST).write_bytes(data)
        return tmp_path

    return to_folder


def without(*names):
    return {name: value for name, value in FIELDS.items() if name not in names}


def test_a_manifest_comes_back_as_it_was_written(write):
    manifest = read_manifest(write(manifest_bytes(FIELDS)))
    read_back = {name: getattr(manifest, name) for name in FIELDS}
    assert read_back == {**FIELDS, "classes": ("anti_fraud",)}


def test_a_manifest_is_readable_json_that_says_its_format_and_libraries():
    fields = json.loads(manifest_bytes({**FIELDS, "libraries": library_versions()}))
    assert fields["format"] == FORMAT
    assert {"numpy", "scikit-learn", "skops"} <= fields["libraries"].keys()
    assert "小模型".encode() in manifest_bytes(FIELDS)


@pytest.mark.parametrize(
    "newer",
    [
        pytest.param(manifest_bytes({**FIELDS, "format": FORMAT + 1}), id="sealed"),
        pytest.param(manifest_bytes({**FIELDS, "format": FORMAT + 1, "more": 1}), id="more-fields"),
        pytest.param(json.dumps({"format": FORMAT + 1, "seal": "…"}).encode(), id="sealed-otherwise"),
    ],
)
def test_a_newer_format_is_refused_with_the_way_out(write, newer):
    with pytest.raises(ModelError, match=rf"format {FORMAT + 1}.*upgrade"):
        read_manifest(write(newer))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe", id="bytes"),
        pytest.param(b"[1]", id="list"),
        pytest.param(b'"format"', id="str"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"format": 1}', id="no-digest"),
        pytest.param(b'{"digest": "00"}', id="no-format"),
        pytest.param(manifest_bytes(FIELDS)[:-9], id="cut-off"),
        pytest.param(manifest_bytes(FIELDS) + b"\n", id="one-more-newline"),
        pytest.param(manifest_bytes(FIELDS).replace(b"0.5", b"0.9"), id="other-figure"),
        pytest.param(manifest_bytes(FIELDS).replace(b'"00ff"', b'"\\ud800"'), id="lone-surrogate"),
        pytest.param(manifest_bytes(without("files")), id="no-files"),
        pytest.param(manifest_bytes({**FIELDS, "run": "x"}), id="unknown-field"),
    ],
)
def test_a_damaged_manifest_is_refused_by_name(write, data):
    with pytest.raises(ModelError, match=MANIFEST):
        read_manifest(write(data))


def test_a_folder_without_a_manifest_is_no_model(tmp_path):
    with pytest.raises(ModelError, match="is not a model folder"):
        read_manifest(tmp_path)


def test_files_are_checked_against_their_digests(write):
    folder = write(manifest_bytes(FIELDS))
    manifest = read_manifest(folder)
    with pytest.raises(ModelError, match=r"model\.skops: is missing"):
        read_checked(folder, manifest)
    (folder / "model.skops").write_bytes(b"weights!")
    with pytest.raises(ModelError, match=r"model\.skops: was changed"):
        read_checked(folder, manifest)
    (folder / "model.skops").write_bytes(b"weights")
    assert read_checked(folder, manifest) == {"model.skops": b"weights"}
