"""Assessment -> one self-contained HTML page: figures, reliability, confusion, the worst mistakes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from topics.report.plot import plot_reliability
from topics.report.template import render
from topics.themes.assessment import Assessment
from topics.themes.comparison import Comparison
from topics.themes.coverage import Coverage
from topics.themes.mistakes import Confusion, Mistake
from topics.themes.taxonomy import Taxonomy
from topics.types import Evaluation, Interval, ThemeScore

_NONE = "（无主题）"
_LEAST_SHOWN = 0.001
_LIGHTEST, _DARKEST = 0.1, 0.6
"""Opacity of the cells of a confusion, from hardly any to all rows of a theme."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What was measured: the title of the page, the names of the themes, and whether the model learned these rows."""

    title: str
    taxonomy: Taxonomy
    is_training_data: bool = False


def render_evaluation(found: Assessment, subject: Subject) -> str:
    """Return the page as HTML; it needs no network and no other file."""
    return render(
        "evaluation.html.j2",
        title=subject.title,
        is_training_data=subject.is_training_data,
        figures=found.figures,
        cards=_cards(found),
        themes=[_theme(score, subject.taxonomy) for score in found.figures.themes],
        plots=[
            {"title": "各主题的概率", "plot": plot_reliability(found.decision_reliability), "unit": "个判断"},
            {"title": "首要主题的概率", "plot": plot_reliability(found.primary_reliability), "unit": "条"},
        ],
        coverage=_coverage(found.coverage),
        confusion=_confusion(found.confusion, subject.taxonomy),
        mistakes=[_mistake(mistake, subject.taxonomy) for mistake in found.mistakes],
        comparison=_comparison(found.comparison) if found.comparison else None,
    )


def _cards(found: Assessment) -> list[dict[str, str]]:
    figures, between = found.figures, found.figures.intervals
    cards = [_card("macro-F1", f"{figures.macro_f1:.3f}", _range(between.macro_f1 if between else None))]
    if figures.accuracy is not None:
        accuracy = _percents(between.accuracy if between else None)
        cards.insert(0, _card("正确率", f"{figures.accuracy:.1%}", accuracy))
    else:
        cards += _theme_cards(figures)
    ece = found.primary_reliability.ece
    if ece is not None:
        cards.append(_card("首要主题的校准误差", f"{ece:.3f}", ""))
    return [*cards, _card(f"精确率不低于 {found.coverage.target:.0%} 时的覆盖率", f"{found.coverage.share:.1%}", "")]


def _theme_cards(figures: Evaluation) -> list[dict[str, str]]:
    between = figures.intervals
    primary = _percents(between.primary_accuracy if between else None)
    alarms = _percents(between.false_alarm_rate if between else None)
    return [
        _card("micro-F1", f"{figures.micro_f1:.3f}", _range(between.micro_f1 if between else None)),
        _card("首要主题正确", f"{figures.primary_accuracy:.1%}", primary),
        _card("误报", f"{figures.false_alarm_rate:.1%}", alarms),
    ]


def _card(name: str, value: str, interval: str) -> dict[str, str]:
    return {"name": name, "value": value, "interval": interval}


def _theme(score: ThemeScore, taxonomy: Taxonomy) -> dict[str, Any]:
    between = score.intervals
    figures = [
        {"value": f"{score.precision:.3f}", "interval": _range(between.precision if between else None)},
        {"value": f"{score.recall:.3f}", "interval": _range(between.recall if between else None)},
        {"value": f"{score.f1:.3f}", "interval": _range(between.f1 if between else None)},
    ]
    return {"id": score.theme, "name": taxonomy.name(score.theme), "figures": figures, "n": score.n}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "target": f"{coverage.target:.0%}",
        "n": coverage.n,
        "n_labelled": coverage.n_labelled,
        "share": f"{coverage.share:.1%}",
        "threshold": None if coverage.threshold is None else f"{coverage.threshold:.2f}",
        "precision": None if coverage.precision is None else f"{coverage.precision:.1%}",
    }


def _confusion(confusion: Confusion, taxonomy: Taxonomy) -> dict[str, Any]:
    """Rows and columns of the themes that occur; shades by the share of a row."""
    counts = confusion.counts
    shown = [k for k in range(len(counts)) if any(counts[k]) or any(row[k] for row in counts)]
    names = [_NONE if theme is None else taxonomy.name(theme) for theme in confusion.themes]
    rows = [
        {
            "name": names[k],
            "cells": [_cell(counts[k][other], sum(counts[k]), is_right=k == other) for other in shown],
            "n": sum(counts[k]),
        }
        for k in shown
    ]
    return {"names": [names[k] for k in shown], "rows": rows}


def _cell(n: int, of: int, *, is_right: bool) -> dict[str, Any]:
    return {"n": n, "shade": round(_LIGHTEST + (_DARKEST - _LIGHTEST) * n / max(of, 1), 2), "is_right": is_right}


def _mistake(mistake: Mistake, taxonomy: Taxonomy) -> dict[str, Any]:
    return {
        "row": mistake.row,
        "is_wrong": mistake.kind == "wrong",
        "text": mistake.text,
        "truth": _names(mistake.truth, taxonomy),
        "given": _names(mistake.given, taxonomy),
        "theme": taxonomy.name(mistake.theme),
        "score": _probability(mistake.score),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    interval = comparison.interval
    return {
        "other": comparison.other,
        "n": comparison.n,
        "macro_f1": f"{comparison.macro_f1:.3f}",
        "other_macro_f1": f"{comparison.other_macro_f1:.3f}",
        "difference": f"{comparison.difference:+.3f}",
        "interval": f"{interval.low:+.3f} 至 {interval.high:+.3f}" if interval else "",
        "n_only_here": comparison.n_only_here,
        "n_only_there": comparison.n_only_there,
        "p_value": f"{comparison.p_value:.2g}",
    }


def _names(themes: Sequence[str], taxonomy: Taxonomy) -> str:
    return "、".join(taxonomy.name(theme) for theme in themes) or _NONE


def _range(interval: Interval | None) -> str:
    return f"{interval.low:.3f}–{interval.high:.3f}" if interval else ""


def _percents(interval: Interval | None) -> str:
    return f"{interval.low:.1%}–{interval.high:.1%}" if interval else ""


def _probability(score: float) -> str:
    """A probability as a percentage; nothing is impossible or certain."""
    if score < _LEAST_SHOWN:
        return "<0.1%"
    return ">99.9%" if score > 1 - _LEAST_SHOWN else f"{score:.1%}"
