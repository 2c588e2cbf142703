from dataclasses import FrozenInstanceError, fields

import pytest

from topics.errors import SettingsError
from topics.settings import DiscoverSettings, EvaluateSettings, LabelSettings, Settings, TrainSettings, load_settings


@pytest.fixture
def load(tmp_path):
    def load_text(content):
        path = tmp_path / "topics.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_settings(path)

    return load_text


@pytest.mark.parametrize(
    ("content", "settings"),
    [
        pytest.param("", Settings(), id="empty file"),
        pytest.param("[label]\n[train]\n[discover]\n", Settings(), id="empty tables"),
        pytest.param("[label]\nmin_characters = 5", Settings(label=LabelSettings(min_characters=5)), id="one key"),
        pytest.param("[label]\ncoverage = 0.9", Settings(label=LabelSettings(coverage=0.9)), id="open number"),
        pytest.param("[train]\nkeep_texts = true", Settings(train=TrainSettings(keep_texts=True)), id="truth"),
        pytest.param(
            "[evaluate]\nn_resamples = 200\nrandom_state = 3",
            Settings(evaluate=EvaluateSettings(200, 3)),
            id="evaluate",
        ),
        pytest.param("[train]\nC = 1", Settings(train=TrainSettings(C=1)), id="whole number for a fraction"),
        pytest.param(
            "[train]\nC = 0.25\nn_folds = 3\n[discover]\nmethod = 'nmf'\nn_topics = 12 # 个",
            Settings(train=TrainSettings(C=0.25, n_folds=3), discover=DiscoverSettings(method="nmf", n_topics=12)),
            id="several tables",
        ),
    ],
)
def test_a_file_overrides_what_it_names(load, content, settings):
    assert load(content) == settings


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("[label", "cannot be read as TOML", id="not TOML"),
        pytest.param("[label]\nmax_evidence = 1\nmax_evidence = 2", "cannot be read as TOML", id="key twice"),
        pytest.param("# 设置".encode("gb18030"), "cannot be read as TOML", id="not UTF-8"),
        pytest.param("[labels]", r"no table \[labels\]; tables are label, train, discover", id="unknown table"),
        pytest.param("label = 3", r"no table \[label\]", id="table as a value"),
        pytest.param("n_topics = 3", r"no table \[n_topics\]", id="key outside a table"),
        pytest.param("[train]\nc = 1.0", r"\[train\]: no setting c; settings are C, min_df", id="unknown key"),
        pytest.param("[label.train]", r"\[label\]: no setting train", id="table in a table"),
        pytest.param("[train]\nn_folds = 'five'", "n_folds should be a int, not 'five'", id="text for a number"),
        pytest.param("[train]\nn_folds = 2.5", "n_folds should be a int", id="fraction for a whole number"),
        pytest.param("[train]\nC = '1'", "C should be a float", id="text for a fraction"),
        pytest.param("[train]\nn_folds = true", "n_folds should be a int", id="truth for a number"),
        pytest.param("[train]\nkeep_texts = 1", "keep_texts should be a bool", id="number for truth"),
        pytest.param("[label]\ncoverage = 0", "coverage should be at least", id="no coverage"),
        pytest.param("[train]\nC = [1.0]", "C should be a float", id="list for a number"),
        pytest.param("[discover]\nmethod = 1", "method should be a str", id="number for text"),
        pytest.param(
            "[discover]\nmethod = 'lda'", "method should be one of auto, nmf, bertopic, graph", id="unknown method"
        ),
        pytest.param("[train]\nn_folds = 1", "n_folds should be at least 2, not 1", id="number too small"),
        pytest.param("[train]\nC = 0.0", "C should be at least", id="fraction too small"),
        pytest.param("[train]\nC = nan", "C should be", id="not a number"),
        pytest.param("[discover]\nn_topics = 'auto'", "n_topics should be a int", id="text for an open number"),
    ],
)
def test_what_is_wrong_is_named(load, tmp_path, content, problem):
    with pytest.raises(SettingsError, match=problem) as caught:
        load(content)
    assert str(caught.value).startswith(f"{tmp_path / 'topics.toml'}: ")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml: cannot be read"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize("table", [entry.name for entry in fields(Settings)])
def test_settings_cannot_be_changed_in_place(table):
    part = getattr(Settings(), table)
    for entry in fields(part):
        with pytest.raises(FrozenInstanceError):
            setattr(part, entry.name, 1)
    with pytest.raises(FrozenInstanceError):
        setattr(Settings(), table, part)


def test_what_is_asked_for_comes_on_top_of_a_file(load):
    settings = load("[label]\nn_neighbours = 5\ncoverage = 0.8\n[train]\nkeep_texts = true")
    assert settings.asking() == settings
    asked = settings.asking(coverage=0.95, explain=True)
    assert (asked.label.coverage, asked.label.n_neighbours, asked.train.keep_texts) == (0.95, 5, True)
    assert Settings().asking(explain=True).label == LabelSettings(n_neighbours=3)
    assert Settings().asking(keep_texts=True).train == TrainSettings(keep_texts=True)
