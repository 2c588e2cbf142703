"""The commands that find topics: demo, discover."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from topics import shipped
from topics.batch.table import write_table
from topics.batch.topics import discovery_tables
from topics.cli.console import reporting, say
from topics.cli.options import DateColumn, ModelFolder, Paths, Quiet, SettingsFile, TextColumn, settings_from
from topics.discovery.candidates import candidates_toml
from topics.discovery.quality import TopicQuality
from topics.discovery.result import Discovery
from topics.files import whole_folder, write_whole
from topics.pipeline import discovery as pipeline
from topics.report.page import render_report
from topics.report.reading import render_reading
from topics.storage.themes import load_theme_model
from topics.storage.topics import save_topic_model
from topics.types import Topic

_SHOWN_WORDS = 5
_SHOWN_CANDIDATES = 5

_TOPIC_MODEL = "model"
"""The folder, in that of a discovery, of the topic model."""

_CANDIDATES = "candidates.toml"
"""The file, beside it, of themes to paste into a themes file."""


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("demo"), quiet: Quiet = False
) -> None:
    """Run the main job on the sample documents that ship: labels, topics and two pages."""
    with reporting(quiet):
        found = pipeline.discover([shipped.SAMPLE_DOCUMENTS], load_theme_model(shipped.STARTER_MODEL))
        pages = {
            "report.html": render_report(pipeline.report_data(found, "示例文档：主题与话题")),
            "reading.html": render_reading(found.reading, "示例文档：原文与段落对照"),
        }
        _write_discovery(found, out, pages)
        say(f"open {out / 'report.html'} and {out / 'reading.html'} in a browser")


def discover(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Folder for topics, paragraphs, crosswalk and report.")],
    model: ModelFolder = shipped.STARTER_MODEL,
    text_column: TextColumn = "text",
    date_column: DateColumn = None,
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Find the topics of documents or tables and set them beside the themes."""
    with reporting(quiet):
        found = pipeline.discover(paths, load_theme_model(model), settings_from(settings), text_column, date_column)
        _write_discovery(found, out, {"report.html": render_report(pipeline.report_data(found, "主题与话题"))})


def _write_discovery(found: Discovery, out: Path, pages: Mapping[str, str]) -> None:
    with whole_folder(out) as unfinished:
        for name, rows, columns in discovery_tables(found):
            write_table(unfinished / name, rows, columns)
        for name, page in {**pages, _CANDIDATES: candidates_toml(found.candidates)}.items():
            write_whole(unfinished / name, page)
    save_topic_model(found.topic_model, out / _TOPIC_MODEL, name="topics")
    _show_discovery(found, out / _CANDIDATES)
    themed = sum(bool(label.themes) for label in found.labels)
    method = found.topic_model.method_
    say(f"{len(found.labels)} paragraphs, {themed} with themes, {found.quality.n_topics} topics by {method} in {out}")


def _show_topics(topics: Sequence[Topic], quality: TopicQuality) -> None:
    """Tell on stderr the topics and how good they are."""
    figures = {found.topic: found for found in quality.topics}
    for topic in topics:
        seen = f", seen in {figures[topic.id].seen} of {quality.n_runs} runs" if topic.id in figures else ""
        say(f"{topic.id:>4} {topic.size:>6}  {topic.name or '-'} ({' '.join(topic.keywords[:_SHOWN_WORDS])}){seen}")
    for line in quality.lines():
        say(line)


def _show_discovery(found: Discovery, candidates_file: Path) -> None:
    """Tell on stderr the topics, then what they are to the themes, and how far they can be followed over time."""
    _show_topics(found.topics, found.quality)
    for split in found.splits:
        say(f"theme {split.theme} splits into topics {', '.join(map(str, split.topics))}")
    if found.candidates:
        shown = ", ".join(candidate.name for candidate in found.candidates[:_SHOWN_CANDIDATES])
        more = ", ..." if len(found.candidates) > _SHOWN_CANDIDATES else ""
        say(f"{len(found.candidates)} topics that no theme covers, with seed words in {candidates_file}: {shown}{more}")
    if found.over_time:
        periods = [count.period for count in found.over_time]
        n_dated = sum(date is not None for date in found.dates)
        say(f"{n_dated} of {len(found.dates)} paragraphs have a date; counts from {periods[0]} to {periods[-1]}")
