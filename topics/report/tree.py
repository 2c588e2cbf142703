"""Where the branches of a tree of topics stand in a drawing: leaves below each other, joined to the right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from topics.discovery.hierarchy import Hierarchy

_ROW = 22.0
_NAMES_WIDTH, _TREE_WIDTH, _MARGIN = 190.0, 420.0, 10.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """A topic and the height that its name stands at."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Fork:
    """Two branches that meet: the line around them, where they meet, and what they share."""

    line: str
    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree in a drawing `width` wide and `height` high; names end at `names_end`."""

    leaves: tuple[Leaf, ...]
    forks: tuple[Fork, ...]
    height: float
    width: float = _NAMES_WIDTH + _TREE_WIDTH + 2 * _MARGIN
    names_end: float = _NAMES_WIDTH


def draw_tree(hierarchy: Hierarchy, names: Mapping[int, str]) -> Tree | None:
    """Place the topics of a hierarchy, near ones together; None where fewer than three leave nothing to show."""
    n_topics = len(hierarchy.topics)
    if n_topics <= 2:  # noqa: PLR2004 - two topics can only be joined
        return None
    order = _leaves_below(hierarchy, n_topics + len(hierarchy.nodes) - 1)
    ends = {leaf: (_NAMES_WIDTH + _MARGIN, _ROW * (rank + 0.5)) for rank, leaf in enumerate(order)}
    leaves = tuple(Leaf(names[hierarchy.topics[leaf]], ends[leaf][1]) for leaf in order)
    scale = _scale([node.distance for node in hierarchy.nodes])
    forks = []
    for number, node in enumerate(hierarchy.nodes):
        (left, top), (right, bottom) = sorted((ends[child] for child in node.children), key=lambda end: end[1])
        x = round(_NAMES_WIDTH + _MARGIN + _TREE_WIDTH * scale(node.distance), 1)
        ends[n_topics + number] = (x, round((top + bottom) / 2, 1))
        forks.append(Fork(f"M{left},{top}H{x}V{bottom}H{right}", *ends[n_topics + number], node.name))
    return Tree(leaves, tuple(forks), _ROW * n_topics)


def _scale(distances: list[float]) -> Callable[[float], float]:
    """Where a distance stands from left to right: the nearest topics meet some way off, the farthest at the edge."""
    least, most = min(distances), max(distances)
    first = least - (most - least) / 4
    return lambda distance: (distance - first) / (most - first) if most > first else 1.0


def _leaves_below(hierarchy: Hierarchy, place: int) -> list[int]:
    """The leaves below a place of the tree, its first branch first."""
    waiting, found = [place], []
    while waiting:
        place = waiting.pop()
        if place < len(hierarchy.topics):
            found.append(place)
        else:
            waiting += reversed(hierarchy.nodes[place - len(hierarchy.topics)].children)
    return found
