"""Whether what a user asks of a topic model can be done; one line where it cannot."""

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import Any

from topics.errors import InputError
from topics.themes.taxonomy import Taxonomy

_LEAST = {"n_topics": 2, "min_topic_size": 1, "random_state": 0}
_OPTIONAL = ("n_topics", "min_topic_size")


def check_parameters(parameters: Mapping[str, Any]) -> None:
    """Raise InputError for parameters of a TopicModel of the wrong kind or out of bounds."""
    for name, least in _LEAST.items():
        value = parameters[name]
        if value is None and name in _OPTIONAL:
            continue
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise InputError(f"{name} should be a whole number from {least} on, not {value!r}")
    encoder, taxonomy = parameters["encoder"], parameters["taxonomy"]
    if isinstance(encoder, str) or (encoder is not None and not hasattr(encoder, "encode")):
        raise InputError(f"encoder should be a model with encode(texts), not a {type(encoder).__name__}")
    if taxonomy is not None and not isinstance(taxonomy, Taxonomy):
        raise InputError(f"taxonomy should be a Taxonomy, not a {type(taxonomy).__name__}; see topics.read_taxonomy")


def topic_groups(groups: Iterable[Any]) -> list[list[int]]:
    """Return groups of topics to merge; a single group may stand for itself, as in BERTopic."""
    if isinstance(groups, str) or not isinstance(groups, Iterable):
        raise InputError(f"topics to merge should be a list of lists of numbers, not {groups!r}")
    given = list(groups)
    nested = [given] if given and all(isinstance(one, Integral) for one in given) else given
    return [_group(group) for group in nested]


def _group(group: Any) -> list[int]:
    numbers = list(group) if isinstance(group, Iterable) and not isinstance(group, str) else []
    if not numbers or not all(isinstance(number, Integral) for number in numbers):
        raise InputError(f"a group of topics to merge should be a list of numbers, not {group!r}")
    return [int(number) for number in numbers]


def check_names(names: Mapping[int, str]) -> None:
    """Raise InputError for names that are empty, of several lines, or no str."""
    for topic, name in names.items():
        if not isinstance(name, str) or not name.strip() or len(name.splitlines()) > 1:
            raise InputError(f"the name of topic {topic} should be a str of one line, not {name!r}")
