"""`topics train --unlabelled`: what it writes, says and refuses."""

import json
import random
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.cli import app
from topics.storage.folder import load_model

_FRAUD = ("骗子冒充客服要求转账", "民警劝阻老人向诈骗账户汇款", "刷单返利骗局让她损失三万元", "银行拦下一笔诈骗转账")
_ORDER = ("交警查处酒驾车辆", "消防员排查楼道隐患", "路口设岗疏导早高峰车流", "巡逻队检查消防通道隐患")
_NONE = ("球队在加时赛中取胜", "今天夜间有小雨转多云", "博物馆展出一批青铜器", "小麦进入收割季节")
_TEXTS = [f"{place}：{text}。" for place in ("城东", "城西", "河北", "江南") for text in (*_FRAUD, *_ORDER, *_NONE)]
_THEMES = {
    "good": '[[themes]]\nid = "fraud"\nseed_words = ["骗子", "诈骗", "杀猪盘"]\n'
    '[[themes]]\nid = "order"\nseed_words = ["交警", "隐患"]\n',
    "dead": '[[themes]]\nid = "fraud"\nseed_words = ["骗子"]\n[[themes]]\nid = "boat"\nseed_words = ["龙舟赛"]\n',
    "bare": '[[themes]]\nid = "fraud"\nseed_words = ["骗子"]\n[[themes]]\nid = "order"\n',
    "foreign": '[[themes]]\nid = "boat"\nseed_words = ["龙舟赛"]\n',
    "twice": '[[themes]]\nid = "fraud"\nseed_words = ["骗子"]\n' * 2,
    "spaced": '[[themes]]\nid = "on line"\nseed_words = ["骗子"]\n',
}
_AUDIT_COLUMNS = [
    "theme",
    "n_seeds",
    "n_matched",
    "coverage",
    "n_cancelled",
    "n_labelled",
    "conflicts",
    "dead_seeds",
    "suggestions",
    "n_near_misses",
    "near_misses",
]


def run(command: str):
    return CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)


def write_rows(path: Path, texts: list[str], **columns: object) -> None:
    rows = [json.dumps({"text": text, **columns}, ensure_ascii=False) + "\n" for text in texts]
    path.write_text("".join(rows), encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Taxonomies, unlabelled texts in tables and documents, and a few labelled rows."""
    monkeypatch.chdir(tmp_path)
    for name, text in _THEMES.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "tables").mkdir()
    (tmp_path / "mixed").mkdir()
    (tmp_path / "empty").mkdir()
    write_rows(tmp_path / "all.jsonl", _TEXTS)
    write_rows(tmp_path / "tables" / "a.jsonl", _TEXTS[:24])
    write_rows(tmp_path / "tables" / "b.jsonl", _TEXTS[24:])
    write_rows(tmp_path / "mixed" / "a.jsonl", _TEXTS[:24])
    (tmp_path / "mixed" / "b.txt").write_text("\n\n".join(_TEXTS[24:]), encoding="utf-8")
    write_rows(tmp_path / "blank.jsonl", ["", " ", "***"] * 9)
    write_rows(tmp_path / "none.jsonl", [])
    write_rows(tmp_path / "labelled.jsonl", [f"{n}号柜员拦下汇款" for n in "一二三四"], themes=["fraud"])
    write_rows(tmp_path / "unknown.jsonl", ["柜员拦下汇款"], themes=["frod"])
    (tmp_path / "bad.jsonl").write_text('{"text": "花"}\n{"text": null}\n', encoding="utf-8")
    return tmp_path


def manifest(folder: Path) -> dict[str, object]:
    fields: dict[str, object] = json.loads((folder / "manifest.json").read_bytes())
    return fields


def test_a_model_is_learned_from_seed_words_alone(here: Path):
    result = run("train --taxonomy good.toml --unlabelled all.jsonl --out m")
    assert result.exit_code == 0
    assert "seed words over 48 texts" in result.stdout
    assert "cross-validation" not in result.stdout
    assert result.stderr == "model in m, audit of the seed words in m/audit.csv\n"
    assert load_model(here / "m").label(["南山：骗子冒充客服要求转账。"])[0].primary == "fraud"
    facts = manifest(here / "m")
    assert facts["metrics"] == {}
    assert set(facts["training"]) == {"labelled_by", "n_unlabelled", "unlabelled_sha256"}
    assert (facts["training"]["labelled_by"], facts["training"]["n_unlabelled"]) == ("seed words", 48)
    card = (here / "m" / "README.md").read_text(encoding="utf-8")
    assert "48 texts that nobody labelled" in card
    assert "Not measured." in card
    assert run("model verify m").exit_code == 0


def test_the_audit_has_a_row_for_each_theme(here: Path):
    assert run("train --taxonomy good.toml --unlabelled all.jsonl --out m --audit a.jsonl -q").output == ""
    assert not (here / "m" / "audit.csv").exists()
    rows = [json.loads(line) for line in (here / "a.jsonl").read_text("utf-8").splitlines()]
    assert [list(row) for row in rows] == [_AUDIT_COLUMNS] * 2
    assert [row["theme"] for row in rows] == ["fraud", "order"]
    assert (rows[0]["n_matched"], rows[0]["coverage"], rows[0]["dead_seeds"]) == (12, 0.25, ["杀猪盘"])
    texts = dict(zip((f"all.jsonl#{number}" for number in range(48)), _TEXTS, strict=True))
    assert rows[0]["near_misses"]
    assert not any(seed in texts[row_id] for row_id in rows[0]["near_misses"] for seed in ("骗子", "诈骗"))


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param("--unlabelled tables", id="folder-of-tables"),
        pytest.param("--unlabelled mixed", id="folder-of-both"),
        pytest.param("--unlabelled tables/a.jsonl tables/b.jsonl", id="several-after-one-option"),
        pytest.param("--unlabelled=tables/a.jsonl tables/b.jsonl", id="several-after-an-equals-sign"),
        pytest.param("--unlabelled tables/a.jsonl --unlabelled tables/b.jsonl", id="option-repeated"),
        pytest.param("--unlabelled all.jsonl tables", id="repeated-texts"),
    ],
)
def test_the_same_texts_give_the_same_model_wherever_they_stand(here: Path, paths: str):
    assert run("train --taxonomy good.toml --unlabelled all.jsonl --out first --name m -q").exit_code == 0
    assert run(f"train --taxonomy good.toml {paths} --out second --name m -q").exit_code == 0
    for file in ("manifest.json", "model.skops", "README.md"):
        assert (here / "first" / file).read_bytes() == (here / "second" / file).read_bytes(), file


def test_the_order_of_rows_changes_no_byte(here: Path):
    write_rows(here / "shuffled.jsonl", random.Random(1).sample(_TEXTS, len(_TEXTS)))  # noqa: S311  # no secret
    for name in ("all", "shuffled"):
        assert run(f"train --taxonomy good.toml --unlabelled {name}.jsonl --out {name} --name m -q").exit_code == 0
    for file in ("manifest.json", "model.skops", "README.md"):
        assert (here / "all" / file).read_bytes() == (here / "shuffled" / file).read_bytes(), file


def test_labelled_rows_are_added_and_measured(here: Path):
    result = run("train labelled.jsonl --taxonomy good.toml --unlabelled all.jsonl --out m")
    assert result.exit_code == 0
    assert "5-fold cross-validation, labelled texts" in result.stdout
    facts = manifest(here / "m")
    assert (facts["training"]["n_texts"], facts["training"]["n_unlabelled"]) == (4, 48)
    assert facts["metrics"]["n"] == 4
    card = (here / "m" / "README.md").read_text(encoding="utf-8")
    assert "48 texts that nobody labelled" in card
    assert "4 labelled texts" in card


def test_a_theme_whose_seed_words_stand_nowhere_is_told(here: Path):
    result = run("train --taxonomy dead.toml --unlabelled all.jsonl --out m")
    assert result.exit_code == 0
    assert "no seed word of boat stands in any text" in result.stderr
    assert manifest(here / "m")["classes"] == ["fraud"]


def test_the_shipped_taxonomy_serves_where_none_is_named(here: Path):
    write_rows(
        here / "shipped.jsonl", [f"{text}第{n}次" for n in range(9) for text in ("反诈宣传", "护学岗执勤", "花开")]
    )
    assert run("train --unlabelled shipped.jsonl --out m -q").exit_code == 0
    assert manifest(here / "m")["classes"] == ["anti_fraud", "public_order"]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param("--taxonomy bare.toml --unlabelled all.jsonl", "no seed words in the theme 'order'", id="bare"),
        pytest.param("--taxonomy foreign.toml --unlabelled all.jsonl", "no seed word of any theme", id="no-match"),
        pytest.param("--taxonomy twice.toml --unlabelled all.jsonl", "'fraud' stands twice", id="duplicate-ids"),
        pytest.param("--taxonomy spaced.toml --unlabelled all.jsonl", "'on line' is not a name without", id="spaces"),
        pytest.param("--taxonomy gone.toml --unlabelled all.jsonl", "gone.toml", id="no-taxonomy"),
        pytest.param("--taxonomy good.toml --unlabelled blank.jsonl", "blank.jsonl: 0 different texts", id="blank"),
        pytest.param("--taxonomy good.toml --unlabelled none.jsonl", "none.jsonl: 0 different texts", id="no-rows"),
        pytest.param("--taxonomy good.toml --unlabelled empty", "empty: no documents", id="empty-folder"),
        pytest.param("--taxonomy good.toml --unlabelled gone.jsonl", "gone.jsonl: no such file", id="missing"),
        pytest.param("--taxonomy good.toml --unlabelled bad.jsonl", "row 2: the text is missing", id="bad-row"),
        pytest.param(
            "unknown.jsonl --taxonomy good.toml --unlabelled all.jsonl", "unknown theme 'frod'", id="unknown-theme"
        ),
        pytest.param("--taxonomy good.toml --unlabelled all.jsonl --audit a.txt", "a.txt: tables", id="audit-suffix"),
        pytest.param(
            "--taxonomy good.toml --unlabelled all.jsonl --audit all.jsonl", "all.jsonl: is the input", id="audit-input"
        ),
    ],
)
def test_what_cannot_be_learned_is_said_in_one_line(here: Path, command: str, message: str):
    before = sorted(here.rglob("*"))
    result = run(f"train {command} --out m")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(
    "command",
    [
        "train --out m",
        "train labelled.jsonl --out m --audit a.csv",
        "train --unlabelled all.jsonl --out m --suspects s.csv",
        "train --unlabelled all.jsonl",
        "train --unlabelled --out m",
    ],
)
def test_wrong_usage_exits_with_2(here: Path, command: str):
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert not (here / "m").exists()
