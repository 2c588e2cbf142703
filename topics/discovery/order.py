"""One order for the same texts, however they came: what keeps shuffling from changing topics."""

import hashlib
from collections.abc import Iterable


def in_canonical_order(texts: Iterable[str]) -> list[str]:
    """Return the distinct texts by their sha256: an order of their own, and as good as random.

    The first n of them are therefore a fair sample, and always the same one.
    """
    return sorted(set(texts), key=text_digest)


def text_digest(text: str) -> bytes:
    """Return the sha256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
