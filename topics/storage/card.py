"""The card of a model folder: what the model is for, how good it is, what it cannot do."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from topics.themes.classifier import ThemeClassifier
from topics.types import Evaluation, ThemeScore

_CARD = """# {title}

A theme classifier for Chinese paragraphs, made with topics-zh {version}.

## Use

```python
import topics

model = topics.load_model("path/to/{title}")
topics.label(["民警上门劝阻，帮老人保住了准备转出的养老钱。"], model)
```

## What it is

Linear support vector machines over character {char_ngrams}, {words} and the seed words of the
taxonomy, {n_features:,} features, with one weight a theme and feature, calibrated probabilities
and a decision threshold for each theme. {kind}

## What it was trained on

{training}

## How good it is

{scores}

## Limits

It knows what its training text was like. Paragraphs of another kind (other fields, other times,
dialects, social media) are labelled worse than the figures say; where no theme reaches its
threshold, or a text is mostly words that it never saw, it says so instead of guessing. Evidence
shows which words decided, not why they should.
"""

_KEPT = "\n\nThe folder keeps {n:,} of these texts, for `topics label --explain`: whoever has the model can read them."


def model_card(title: str, model: ThemeClassifier, metrics: Evaluation | None, training: Mapping[str, Any]) -> str:
    """Return the card as Markdown."""
    return _CARD.format(
        title=title,
        version=version("topics-zh"),
        char_ngrams=f"1-{model.char_ngrams}-grams",
        words="words" if model.word_ngrams == 1 else f"runs of up to {model.word_ngrams} words",
        n_features=model.vectorizer_.n_features_,
        kind="A text may have any number of themes." if model.multilabel_ else "Each text has exactly one class.",
        training=_training(training) + (_KEPT.format(n=len(model.training_texts_)) if model.training_texts_ else ""),
        scores=_scores(model, metrics),
    )


def _training(training: Mapping[str, Any]) -> str:
    parts = [_seeded(training)] if "n_unlabelled" in training else []
    parts += [_labelled(training)] if "n_texts" in training else []
    return " ".join(parts) or "The maker of this model did not say."


def _seeded(training: Mapping[str, Any]) -> str:
    return (
        f"The seed words of the taxonomy over {training['n_unlabelled']:,} texts that nobody labelled "
        f"(sha256 of their digests, sorted: `{training['unlabelled_sha256']}`)."
    )


def _labelled(training: Mapping[str, Any]) -> str:
    lighter, private = training.get("n_of_less_weight"), training.get("n_private")
    sources = ", ".join(f"{name} ({count:,})" for name, count in training.get("sources", {}).items())
    return (
        f"{training['n_texts']:,} labelled texts, {training['n_without_theme']:,} of them without a theme and "
        f"{training['n_with_several_themes']:,} with several (sha256 of texts and labels: `{training['sha256']}`)."
        + (f" {lighter:,} of them counted for less than one each." if lighter else "")
        + (f" {private:,} of them are private: learned from, not kept." if private else "")
        + (f" From others' sources: {sources}." if sources else "")
    )


def _scores(model: ThemeClassifier, metrics: Evaluation | None) -> str:
    if metrics is None:
        return "Not measured."
    shares = (
        f"micro-F1 {metrics.micro_f1:.3f}, primary theme right {metrics.primary_accuracy:.1%}, "
        f"false alarms on texts without a theme {metrics.false_alarm_rate:.1%}"
        if metrics.accuracy is None
        else f"accuracy {metrics.accuracy:.1%}"
    )
    summary = (
        f"{model.n_folds}-fold cross-validation on the training texts, near-copies kept together: "
        f"macro-F1 {metrics.macro_f1:.3f}, {shares}."
    )
    header = ["| theme | name | precision | recall | F1 | texts |", "|---|---|---|---|---|---|"]
    return "\n".join([summary, "", *header, *(_score_row(model, score) for score in metrics.themes)])


def _score_row(model: ThemeClassifier, score: ThemeScore) -> str:
    name = model.taxonomy.name(score.theme) if model.taxonomy else score.theme
    figures = f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"
    return f"| {score.theme} | {name} | {figures} | {score.n} |"
