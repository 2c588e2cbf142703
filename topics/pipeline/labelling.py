"""Texts -> Labels, by a model or a model folder."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from topics.settings import Settings
from topics.shipped import STARTER_MODEL
from topics.storage.themes import load_theme_model
from topics.themes.model import ThemeModel
from topics.themes.taxonomy import Taxonomy, bare_taxonomy
from topics.themes.texts import refuse_no_list
from topics.types import Label, Paragraph


def label(
    texts: Iterable[str | Paragraph],
    model: ThemeModel | str | Path | None = None,
    settings: Settings | None = None,
) -> list[Label]:
    """Label texts or paragraphs with themes, in order.

    `model` is a classifier, a model folder, or the starter model that ships.

    >>> topics.label(["民警上门劝阻，老人保住了养老钱。"])[0].primary  # doctest: +SKIP
    'anti_fraud'
    """
    classifier = model if isinstance(model, ThemeModel) else load_theme_model(model or STARTER_MODEL)
    refuse_no_list(texts)
    plain = [text.text if isinstance(text, Paragraph) else text for text in texts]
    return classifier.label(plain, **asdict((settings or Settings()).label))


def taxonomy_of(model: ThemeModel) -> Taxonomy:
    """The taxonomy of a model; of a model without one, its bare classes."""
    return model.taxonomy or bare_taxonomy(model.classes_.tolist())
