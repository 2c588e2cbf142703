from pathlib import Path

import pytest

from topics.errors import TaxonomyError
from topics.themes.taxonomy import Taxonomy, Theme, read_taxonomy, taxonomy_from_rows


def _written(folder: Path, text: str) -> Path:
    path = folder / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_the_id_is_required(tmp_path: Path):
    taxonomy = read_taxonomy(_written(tmp_path, '[[themes]]\nid = "water"\n[[themes]]\nid = "fire"\nname_zh = "火"\n'))
    assert taxonomy.ids == ("water", "fire")
    assert [theme.name for theme in taxonomy] == ["water", "火"]


def test_rows_make_the_same_taxonomy_again():
    taxonomy = Taxonomy((Theme("a", "甲", "A", "定义", ("词",), ("反",), ("例",)), Theme("b")))
    assert taxonomy_from_rows(taxonomy.to_rows(), "rows") == taxonomy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("themes = 3", "no [[themes]]", id="no table"),
        pytest.param("", "no [[themes]]", id="empty"),
        pytest.param("[[themes]", "cannot be read as TOML", id="not TOML"),
        pytest.param('[[themes]]\nname_zh = "火"', "theme 1: id None", id="no id"),
        pytest.param('[[themes]]\nid = "two words"', "without spaces", id="space in id"),
        pytest.param('[[themes]]\nid = "a|b"', "without spaces and |", id="bar in id"),
        pytest.param('[[themes]]\nid = "a"\n[[themes]]\nid = "a"', "'a' stands twice", id="id twice"),
        pytest.param('[[themes]]\nid = "a"\nseed = ["词"]', "unknown key 'seed'", id="unknown key"),
        pytest.param('[[themes]]\nid = "a"\nseed_words = "词"', "seed_words is not a list", id="no list"),
        pytest.param('[[themes]]\nid = "a"\nseed_words = [""]', "seed_words is not a list", id="empty word"),
        pytest.param('[[themes]]\nid = "a"\nname_en = 3', "name_en is not a string", id="no string"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, text: str, message: str):
    path = _written(tmp_path, text)
    with pytest.raises(TaxonomyError) as error:
        read_taxonomy(path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


def test_a_wrong_id_gets_the_nearest_as_a_hint():
    taxonomy = Taxonomy((Theme("anti_fraud"), Theme("public_order")))
    assert taxonomy.suggest("antifraud") == "did you mean 'anti_fraud'?"
    assert taxonomy.suggest("zzz") == "themes are anti_fraud, public_order"
