from topics.storage.card import model_card
from topics.themes.classifier import ThemeClassifier

FACTS = {"n_texts": 60, "n_without_theme": 12, "n_with_several_themes": 6, "sha256": "0f" * 32}


def test_the_card_says_what_the_model_learned_from_and_how_good_it_is(model, metrics):
    card = model_card("small", model, metrics, FACTS)
    assert "60 labelled texts, 12 of them without a theme and 6 with several" in card
    assert FACTS["sha256"] in card
    assert f"macro-F1 {metrics.macro_f1:.3f}" in card
    for score in metrics.themes:
        row = f"| {score.theme} | {model.taxonomy.name(score.theme)} | {score.precision:.3f} | {score.recall:.3f} |"
        assert row in card


def test_the_card_says_what_is_not_known(model):
    card = model_card("small", model, None, {})
    assert "Not measured." in card
    assert "did not say" in card
    assert "None" not in card


def test_the_card_says_when_the_folder_keeps_the_training_texts(model, labelled):
    keeping = ThemeClassifier(n_folds=2, keep_texts=True).fit(labelled.texts, labelled.targets)
    assert "whoever has the model can read them" in model_card("small", keeping, None, FACTS)
    assert "can read them" not in model_card("small", model, None, FACTS)


def test_the_card_shows_how_to_load_the_model_by_its_name(model):
    card = model_card("我的模型", model, None, {})
    assert card.startswith("# 我的模型\n")
    assert 'topics.load_model("path/to/我的模型")' in card


def test_the_card_names_sources_and_what_is_private(model):
    facts = {**FACTS, "n_of_less_weight": 20, "n_private": 20, "sources": {"evening news": 15, "web news": 5}}
    card = model_card("small", model, None, facts)
    assert "20 of them are private: learned from, not kept." in card
    assert "From others' sources: evening news (15), web news (5)." in card
