"""What all pages share: one base template, and Chinese words for reasons, roles and places."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from topics.types import Role

REASONS: Mapping[str, str] = {
    "too_short": "文字太短",
    "no_theme_confident": "没有主题达到界限",
    "unlike_training": "与训练文本差别太大",
    "duplicate": "重复",
    "furniture": "非正文",
}
ROLES: Mapping[Role, str] = {
    "body": "正文",
    "heading": "标题",
    "byline": "署名",
    "caption": "图注",
    "jump": "转版",
    "box": "框文",
}


def render(template: str, **values: Any) -> str:
    """Fill a template of this package, every value escaped."""
    environment = Environment(
        loader=PackageLoader("topics.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)


def line_range(lines: tuple[int, int]) -> str:
    """Return the first and last line as they are printed, a single one once."""
    first, last = lines
    return str(first) if first == last else f"{first}–{last}"
