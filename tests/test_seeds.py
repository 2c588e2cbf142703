"""What ships in seeds/: the taxonomy, the starter corpus, the sample documents."""

import json
import unicodedata
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from topics.documents.duplicates import near_duplicate_groups
from topics.documents.reader import read_documents
from topics.documents.repeats import content_key
from topics.shipped import HELD_OUT_FILE, PARAGRAPHS, SAMPLE_DOCUMENTS, SEEDS, THEMES_FILE
from topics.themes.taxonomy import read_taxonomy

_KINDS = ("box", "caption", "feature", "fragment", "headline", "message", "news", "report", "speech", "statute")
_THEMES = (
    "anti_fraud",
    "governance_centers",
    "government_services",
    "juvenile_crime",
    "crime_crackdown",
    "food_drug_environment",
    "national_security",
    "rule_of_law",
    "digital_policing",
    "team_building",
    "business_environment",
    "public_order",
    "anti_corruption",
)


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, object]]:
    """What is trained on, and after it what is held out."""
    return [row for path in [*sorted(PARAGRAPHS.glob("*.jsonl")), HELD_OUT_FILE] for row in _rows(path)]


def test_the_taxonomy_holds_the_thirteen_themes_described_in_full():
    taxonomy = read_taxonomy(THEMES_FILE)
    assert taxonomy.ids == _THEMES
    for theme in taxonomy:
        assert theme.name_zh
        assert theme.name_en
        assert theme.definition
        assert len(theme.seed_words) >= 15
        assert len(theme.counter_examples) >= 3
        assert not set(theme.seed_words) & set(theme.counter_words)


def test_there_is_a_file_for_each_kind_of_text():
    assert sorted(path.stem for path in PARAGRAPHS.glob("*.jsonl")) == list(_KINDS)


@pytest.mark.parametrize("path", [*(PARAGRAPHS / f"{kind}.jsonl" for kind in _KINDS), HELD_OUT_FILE], ids=str)
def test_rows_are_well_formed(path: Path):
    for row in _rows(path):
        assert list(row) == ["text", "themes", *(["kind"] if path == HELD_OUT_FILE else [])]
        assert row.get("kind", path.stem) in _KINDS
        text, themes = row["text"], row["themes"]
        assert 15 <= len(text) <= 400, text
        assert text == text.strip(), text
        assert not any(unicodedata.category(character) in {"Cc", "Co", "Cn"} for character in text), text
        assert set(themes) <= set(_THEMES), text
        assert len(themes) == len(set(themes)), text


def test_there_is_enough_of_everything(corpus: list[dict[str, object]]):
    counts = Counter(theme for row in corpus for theme in row["themes"])
    assert len(corpus) >= 6000
    assert min(counts[theme] for theme in _THEMES) >= 350
    assert sum(not row["themes"] for row in corpus) >= 1200
    assert sum(len(row["themes"]) >= 2 for row in corpus) >= 1200


def test_three_rows_in_twenty_are_held_out(corpus: list[dict[str, object]]):
    held_out = _rows(HELD_OUT_FILE)
    assert 0.14 < len(held_out) / len(corpus) < 0.16
    assert held_out == [row for row in held_out if int(sha256(row["text"].encode()).hexdigest(), 16) % 20 < 3]


def test_each_real_paragraph_has_one_label():
    rows = _rows(SEEDS / "real.jsonl")
    assert len({row["sha256_16"] for row in rows}) == len(rows) >= 8000
    assert {theme for row in rows for theme in row["themes"]} == set(_THEMES)
    assert {row["source"] for row in rows} == {"inews", "xwlb"}


def test_punctuation_and_length_vary(corpus: list[dict[str, object]]):
    texts = [row["text"] for row in corpus]
    half_width = [text for text in texts if "," in text and "，" not in text]
    unfinished = [text for text in texts if text[-1] not in "。！？”）…；"]
    assert len(half_width) >= 100
    assert len(unfinished) >= 100
    assert sum(len(text) < 40 for text in texts) >= 100
    assert sum(len(text) > 200 for text in texts) >= 100


def test_no_text_stands_twice(corpus: list[dict[str, object]]):
    repeated = [key for key, count in Counter(content_key(row["text"]) for row in corpus).items() if count > 1]
    assert not repeated


def test_no_text_nearly_stands_twice(corpus: list[dict[str, object]]):
    texts = [row["text"] for row in corpus]
    groups = near_duplicate_groups(texts, similarity=0.4)
    repeated = [number for number, count in Counter(groups.tolist()).items() if count > 1]
    assert not [text for text, group in zip(texts, groups, strict=True) if group in repeated]


def test_the_training_text_does_not_hold_the_sample_documents(corpus: list[dict[str, object]]):
    samples = [paragraph.text for paragraph in read_documents(SAMPLE_DOCUMENTS) if paragraph.role == "body"]
    groups = near_duplicate_groups([*(row["text"] for row in corpus), *samples], similarity=0.4)
    assert not set(groups[: len(corpus)].tolist()) & set(groups[len(corpus) :].tolist())


def test_the_real_documents_are_not_in_the_training_text(corpus: list[dict[str, object]], real_documents: Path):
    real = "".join(paragraph.text for paragraph in read_documents(real_documents))
    windows = {real[i : i + 30] for i in range(len(real) - 30)}
    copied = [row["text"] for row in corpus if any(row["text"][i : i + 30] in windows for i in range(len(row["text"])))]
    assert not copied


def test_the_sample_documents_show_what_real_pages_show():
    reading = read_documents(SAMPLE_DOCUMENTS)
    assert len(reading.documents) >= 5
    assert {paragraph.role for paragraph in reading} == {"body", "heading", "byline", "caption", "jump", "box"}
    assert any(row.reason == "duplicate" for row in reading.dropped)
