import json
from pathlib import Path

import pytest

from topics.batch.labelled import read_labelled
from topics.batch.topics import discovery_tables
from topics.documents.reader import read_documents
from topics.errors import TableError, TrainingDataError
from topics.pipeline import labelling
from topics.pipeline.discovery import discover, report_data
from topics.pipeline.evaluation import evaluate_model, read_truth
from topics.pipeline.reading import read
from topics.pipeline.training import suspects_of, train
from topics.settings import LabelSettings, Settings
from topics.shipped import PARAGRAPHS, SAMPLE_DOCUMENTS
from topics.themes.classifier import ThemeClassifier
from topics.themes.taxonomy import bare_taxonomy


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_label_takes_texts_and_paragraphs_alike(starter: ThemeClassifier):
    reading = read_documents(SAMPLE_DOCUMENTS)
    assert labelling.label(reading, starter) == labelling.label(reading.texts, starter)


def test_label_uses_the_starter_model_by_default(starter: ThemeClassifier):
    texts = ["骗子冒充客服，民警上门劝阻老人转账。"]
    assert labelling.label(texts) == labelling.label(texts, starter)


def test_settings_reach_the_labels(starter: ThemeClassifier):
    text = "骗子冒充客服，民警上门劝阻老人转账。"
    settings = Settings(label=LabelSettings(min_characters=99))
    assert labelling.label([text], starter, settings)[0].abstained == "too_short"


def test_discovery_keeps_rows_in_step(starter: ThemeClassifier):
    found = discover([SAMPLE_DOCUMENTS], starter)
    assert len(found.labels) == len(found.topic_ids) == len(found.reading)
    for paragraph, topic in zip(found.reading, found.topic_ids, strict=True):
        assert (topic is None) == (paragraph.role not in {"body", "box"})
    assert sum(topic.size for topic in found.topics) == sum(topic is not None for topic in found.topic_ids)
    assert len(found.dates) == len(found.reading)
    for name, rows, columns in discovery_tables(found):
        assert bool(rows) == (name != "over_time.csv"), name
        assert not rows or tuple(rows[0]) == tuple(columns)
    assert {one.topic for one in found.candidates} <= {topic.id for topic in found.topics if not topic.themes}
    assert found.hierarchy.topics == tuple(topic.id for topic in found.topics if topic.id >= 0)


def test_the_report_has_a_place_for_each_paragraph_with_a_topic(starter: ThemeClassifier):
    found = discover([SAMPLE_DOCUMENTS / "02_police_work_report.txt"], starter)
    data = report_data(found, "title")
    assert [position is None for position in data.positions] == [topic is None for topic in found.topic_ids]
    assert (data.over_time, data.hierarchy, data.candidates) == (found.over_time, found.hierarchy, found.candidates)
    assert report_data(found, "title") == data


def test_rows_of_tables_keep_their_columns_and_are_dated(tmp_path: Path, starter: ThemeClassifier):
    texts = ["渔船出海捕鱼", "小麦入仓", "骗子冒充客服，民警上门劝阻老人转账。", "球队夺冠"]
    rows = [
        {"body": text, "id": n, "date": f"2023010{n + 1}", "place": "某地", "topic": "旧"}
        for n, text in enumerate(texts)
    ]
    found = discover([_write(tmp_path / "rows.jsonl", rows)], starter, text_column="body")
    assert found.dates == ("2023-01-01", "2023-01-02", "2023-01-03", "2023-01-04")
    assert [count.period for count in found.over_time][-1] == "2023-01-04"
    tables = {name: table for name, table, _ in discovery_tables(found)}
    for row, kept in zip(rows, tables["paragraphs.parquet"], strict=True):
        assert kept["text"] == row["body"]
        assert "body" not in kept
        assert (kept["input_id"], kept["place"], kept["input_topic"]) == (row["id"], "某地", "旧")
        assert (kept["date"], kept["input_date"]) == (found.dates[row["id"]], row["date"])
    assert sum(row["n_paragraphs"] for row in tables["over_time.csv"] if row["kind"] == "topic") == 4
    with pytest.raises(TableError, match="no row of a table has the column 'when'"):
        discover([tmp_path / "rows.jsonl"], starter, text_column="body", date_column="when")


def test_documents_and_tables_together_keep_their_rows_in_step(tmp_path: Path):
    table = _write(tmp_path / "rows.jsonl", [{"text": "甲", "place": "某地"}])
    reading = read([table, SAMPLE_DOCUMENTS])
    assert len(reading.rows) == len(reading)
    assert reading.rows[-1] == {"place": "某地"}
    assert not any(reading.rows[:-1])
    assert read([SAMPLE_DOCUMENTS]).rows == ()


def test_tables_are_read_row_by_row_after_documents(tmp_path: Path):
    table = _write(tmp_path / "rows.jsonl", [{"text": "## 甲"}, {"text": " 乙 "}])
    reading = read([table, SAMPLE_DOCUMENTS])
    assert (reading.documents[-1].name, reading.documents[-1].text) == ("rows.jsonl", "")
    assert [paragraph.text for paragraph in reading[-2:]] == ["## 甲", " 乙 "]
    assert [paragraph.id for paragraph in reading[-2:]] == ["rows.jsonl#0", "rows.jsonl#1"]


def test_a_bad_row_or_a_shared_name_stops_the_reading_of_tables(tmp_path: Path):
    bad = _write(tmp_path / "rows.jsonl", [{"text": "甲"}, {"text": None}])
    with pytest.raises(TableError, match="row 2: the text is missing"):
        read([bad])
    good = _write(tmp_path / "good.jsonl", [{"text": "甲"}])
    with pytest.raises(TableError, match="two tables share a file name"):
        read([good, good])


def test_the_sample_documents_hold_every_theme(starter: ThemeClassifier):
    found = {theme for label in labelling.label(read_documents(SAMPLE_DOCUMENTS), starter) for theme in label.themes}
    assert found == set(starter.classes_.tolist())


def test_classes_of_the_rows_serve_where_none_is_a_shipped_theme(tmp_path: Path):
    rows = [
        {"text": f"第{n}条：{text}", "label": name}
        for n in range(6)
        for text, name in (("水管漏水", "水"), ("电线短路", "电"))
    ]
    trained = train([_write(tmp_path / "rows.jsonl", rows)])
    assert trained.model.classes_.tolist() == ["水", "电"]
    assert not trained.model.multilabel_


def test_a_shipped_theme_among_the_rows_makes_the_others_unknown(tmp_path: Path):
    rows = [{"text": "甲", "themes": ["anti_fraud"]}, {"text": "乙", "themes": ["anti_frau"]}]
    path = _write(tmp_path / "rows.jsonl", rows)
    with pytest.raises(TrainingDataError) as error:
        train([path])
    assert str(error.value) == f"{path}: line 2: unknown theme 'anti_frau'; did you mean 'anti_fraud'?"


def test_a_theme_that_the_model_never_learned_is_refused_in_evaluation(tmp_path: Path):
    taxonomy = bare_taxonomy(["fraud", "order", "water"])
    texts = ["骗子冒充客服要求转账", "骗子谎称退款要验证码", "交警在路口查处酒驾", "路口交警疏导车流"]
    model = ThemeClassifier(taxonomy).fit(texts, [["fraud"], ["fraud"], ["order"], ["order"]])
    rows = _write(tmp_path / "rows.jsonl", [{"text": "水管漏水了", "themes": ["water"]}])
    with pytest.raises(TrainingDataError, match="unknown theme 'water'"):
        read_truth([rows], model)


def test_evaluation_agrees_with_the_labels(tmp_path: Path, starter: ThemeClassifier):
    rows = [
        {"text": "骗子冒充客服，民警上门劝阻老人转账。", "themes": ["anti_fraud"]},
        {"text": "球队在加时赛取胜，全场欢呼。", "themes": []},
    ]
    truth = read_truth([_write(tmp_path / "rows.jsonl", rows)], starter)
    metrics = evaluate_model(truth, starter).figures
    assert (metrics.n, metrics.n_none, metrics.primary_accuracy, metrics.false_alarm_rate) == (2, 1, 1, 0)


def test_a_model_compared_with_itself_is_no_better(tmp_path: Path, starter: ThemeClassifier):
    rows = [
        {"text": "骗子冒充客服，民警上门劝阻老人转账。", "themes": ["anti_fraud"]},
        {"text": "骗子冒充客服，民警上门劝阻老人汇款。", "themes": ["rule_of_law"]},
    ]
    truth = read_truth([_write(tmp_path / "rows.jsonl", rows)], starter)
    found = evaluate_model(truth, starter, against=starter, against_name="itself").comparison
    assert found is not None
    assert (found.other, found.difference, found.p_value) == ("itself", 0, 1)
    assert evaluate_model(truth, starter).comparison is None


def test_a_model_of_other_themes_is_no_match(tmp_path: Path, starter: ThemeClassifier):
    texts = ["骗子冒充客服要求转账", "骗子谎称退款要验证码", "交警在路口查处酒驾", "路口交警疏导车流"]
    other = ThemeClassifier().fit(texts, [["fraud"], ["fraud"], ["order"], ["order"]])
    truth = read_truth([_write(tmp_path / "rows.jsonl", [{"text": "甲", "themes": ["anti_fraud"]}])], starter)
    with pytest.raises(TrainingDataError, match="models/other: never learned the theme 'anti_fraud'"):
        evaluate_model(truth, starter, against=other, against_name="models/other")


@pytest.mark.parametrize("single", [False, True], ids=["themes", "classes"])
def test_a_label_that_was_swapped_is_the_first_suspect(tmp_path: Path, pytestconfig: pytest.Config, single: bool):
    lines = (pytestconfig.rootpath / "tests" / "labelled.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if len(row["themes"]) <= 1]
    assert rows[20]["themes"] == ["juvenile_crime"]
    rows[20]["themes"] = ["anti_fraud"]
    if single:
        rows = [{"text": row["text"], "label": (row["themes"] or ["other"])[0]} for row in rows]
    taxonomy = tmp_path / "themes.toml"
    names = ("anti_fraud", "juvenile_crime", "governance_centers", "other")
    taxonomy.write_text("".join(f'[[themes]]\nid = "{name}"\n' for name in names), encoding="utf-8")
    path = _write(tmp_path / "rows.jsonl", rows)
    first = suspects_of(train([path], taxonomy))[0]
    assert (first["place"], first["text"]) == (f"{path}: line 21", rows[20]["text"])
    assert (first["themes"], first["suggested"]) == (["anti_fraud"], ["juvenile_crime"])
    assert (first["doubted"], first["missing"]) == (["anti_fraud"], ["juvenile_crime"])
    assert first["confidence"] < 0.1


def test_private_texts_are_learned_from_but_not_kept(tmp_path):
    rows = [{"text": f"骗子谎称退款第{i}次", "themes": ["anti_fraud"], "private": i % 2 == 0} for i in range(6)]
    rows += [{"text": f"天气晴好第{i}天", "themes": []} for i in range(6)]
    trained = train([_write(tmp_path / "rows.jsonl", rows)], settings=Settings().asking(keep_texts=True))
    kept = trained.model.training_texts_.texts
    assert kept == tuple(str(row["text"]) for row in rows if not row.get("private"))


def test_the_starter_model_keeps_composed_texts_only(starter: ThemeClassifier):
    composed = {row.text for row in read_labelled([PARAGRAPHS]).rows}
    assert set(starter.training_texts_.texts) == composed
