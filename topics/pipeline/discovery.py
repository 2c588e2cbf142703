"""Documents and tables -> topics beside themes, and what the report shows of them."""

from collections.abc import Sequence
from pathlib import Path

from topics.discovery.layout import lay_out_texts
from topics.discovery.result import Discovery, discover_topics
from topics.documents.dates import paragraph_dates
from topics.pipeline.labelling import label, taxonomy_of
from topics.pipeline.reading import read
from topics.report.page import ReportData
from topics.settings import Settings
from topics.themes.model import ThemeModel


def discover(
    paths: Sequence[str | Path],
    model: ThemeModel,
    settings: Settings | None = None,
    text_column: str = "text",
    date_column: str | None = None,
) -> Discovery:
    """Read documents or tables, label and date their paragraphs, find topics and set all side by side.

    Rows take their date from `date_column`, by default the column "date" where there is one; see
    `paragraph_dates` for what else tells a date.
    """
    settings = settings or Settings()
    reading = read(paths, text_column)
    dates = paragraph_dates(reading, date_column)
    labels = label(reading, model, settings)
    return discover_topics(reading, labels, dates, taxonomy_of(model), model.vectorizer_.tokenizer_, settings.discover)


def report_data(discovery: Discovery, title: str) -> ReportData:
    """Gather what the report shows."""
    return ReportData(
        title=title,
        documents=tuple(document.name for document in discovery.reading.documents),
        paragraphs=discovery.reading.paragraphs,
        labels=discovery.labels,
        dropped=discovery.reading.dropped,
        taxonomy=discovery.taxonomy,
        topics=discovery.topics,
        topic_ids=discovery.topic_ids,
        crosswalk=discovery.crosswalk,
        method=discovery.topic_model.method_,
        positions=lay_out_texts(discovery.reading.texts, discovery.topic_ids, discovery.topic_model.transform),
        dates=discovery.dates,
        over_time=discovery.over_time,
        candidates=discovery.candidates,
        hierarchy=discovery.hierarchy,
        quality=discovery.quality,
    )
