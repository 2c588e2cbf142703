"""Labelled rows and a model -> how good it is, and where it errs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from topics.batch.labelled import LabelledRows, read_labelled
from topics.errors import TrainingDataError
from topics.pipeline.labelling import label
from topics.settings import Settings
from topics.themes.assessment import Assessment, assess
from topics.themes.comparison import compare
from topics.themes.model import ThemeModel
from topics.themes.taxonomy import bare_taxonomy


def read_truth(paths: Sequence[str | Path], model: ThemeModel, text_column: str = "text") -> LabelledRows:
    """Read labelled tables; TrainingDataError for a theme that the model never learned."""
    return read_labelled(paths, bare_taxonomy(model.classes_.tolist()), text_column)


def evaluate_model(
    labelled: LabelledRows,
    model: ThemeModel,
    settings: Settings | None = None,
    against: ThemeModel | None = None,
    against_name: str = "the other model",
) -> Assessment:
    """Label the texts of labelled rows and compare with their themes, and with what another model says.

    Raises TrainingDataError where the other model never learned a theme that the rows name.
    """
    settings = settings or Settings()
    themes, truth = model.classes_.tolist(), labelled.rows
    labels = label(labelled.texts, model, settings)
    found = assess(labels, truth, themes, settings.evaluate, single=not model.multilabel_)
    if against is None:
        return found
    _check_knows(against, labelled, against_name)
    given, given_there, true = (
        [row.themes for row in rows] for rows in (labels, label(labelled.texts, against, settings), truth)
    )
    return replace(found, comparison=compare(given, given_there, true, against_name, settings.evaluate))


def _check_knows(model: ThemeModel, labelled: LabelledRows, name: str) -> None:
    unknown = sorted(set(labelled.themes) - set(model.classes_.tolist()))
    if unknown:
        raise TrainingDataError(f"{name}: never learned the theme {unknown[0]!r}; compare models of the same themes")
