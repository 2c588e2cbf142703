"""What topics are found in: texts without the addresses that pages leave behind."""

import re
from collections.abc import Iterable

from topics.themes.texts import checked_texts

_ADDRESS = re.compile(r"(?:https?[:：]//|www\.)[!-~]+|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""Of the web and of mail: their parts (com, shtml) stand together in every text that has one."""


def without_addresses(texts: Iterable[str]) -> list[str]:
    """Return the checked texts, each address of the web or of mail a space."""
    return [_ADDRESS.sub(" ", text) for text in checked_texts(texts)]
