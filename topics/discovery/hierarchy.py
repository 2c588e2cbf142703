"""Which topics are near: a tree of topics by the words that they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import linkage

from topics.discovery.graph import OUTLIER
from topics.discovery.keywords import Profile, blend, joint_name
from topics.types import Topic

_N_KEYWORDS = 10


@dataclass(frozen=True, slots=True)
class TopicNode:
    """Two branches of the tree joined; `distance` is 0 for the same words and 1 for no word in common.

    `children` below the number of topics are places in `Hierarchy.topics`, those above it places in
    `Hierarchy.nodes` counted on from there, as in SciPy. `topics` are all topics below the node.
    """

    children: tuple[int, int]
    distance: float
    topics: tuple[int, ...]
    keywords: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A tree of topics: its leaves are `topics`, its inner nodes `nodes`, the nearest first, the root last."""

    topics: tuple[int, ...] = ()
    nodes: tuple[TopicNode, ...] = ()

    def linkage(self) -> npt.NDArray[np.float64]:
        """Return the tree as SciPy has it, (n_topics - 1, 4): for `scipy.cluster.hierarchy.dendrogram`."""
        rows = [(*node.children, node.distance, len(node.topics)) for node in self.nodes]
        return np.array(rows, dtype=np.float64).reshape(-1, 4)


def build_hierarchy(topics: Sequence[Topic], profiles: Mapping[int, Profile]) -> Hierarchy:
    """Join the nearest topics, and again, until one tree is left (average linkage of cosines)."""
    inside = [topic for topic in topics if topic.id != OUTLIER]
    ids = tuple(topic.id for topic in inside)
    if len(ids) <= 1:
        return Hierarchy(ids)
    members: list[tuple[int, ...]] = [(topic.id,) for topic in inside]
    blended = [profiles.get(topic.id, {}) for topic in inside]
    sizes = [topic.size for topic in inside]
    everything = blend(blended, sizes, n_words=None)
    nodes: list[TopicNode] = []
    for left, right, distance, _ in linkage(_distances(blended), method="average").tolist():
        first, second = sorted((int(left), int(right)))
        members.append(tuple(sorted(members[first] + members[second])))
        blended.append(blend([blended[first], blended[second]], [sizes[first], sizes[second]], n_words=None))
        sizes.append(sizes[first] + sizes[second])
        keywords = _telling_words(blended[-1], everything, sizes[-1] / sum(sizes[: len(ids)]))
        nodes.append(TopicNode((first, second), float(distance), members[-1], keywords, joint_name(keywords)))
    return Hierarchy(ids, tuple(nodes))


def _telling_words(profile: Profile, everything: Profile, share: float) -> tuple[str, ...]:
    """The words that weigh more below a node, a `share` of all texts, than elsewhere; at the root, the weightiest."""
    elsewhere = {
        word: (everything[word] - share * weight) / (1 - share) if share < 1 else 0.0
        for word, weight in profile.items()
    }
    ranked = sorted(profile, key=lambda word: (elsewhere[word] - profile[word], word))
    return tuple(ranked[:_N_KEYWORDS])


def _distances(profiles: Sequence[Profile]) -> npt.NDArray[np.float64]:
    """1 - cosine of each two profiles, in the condensed form of SciPy."""
    lengths = [float(np.linalg.norm(list(profile.values()))) or 1.0 for profile in profiles]
    cosines = [
        sum(weight * profiles[b].get(word, 0.0) for word, weight in profiles[a].items()) / lengths[a] / lengths[b]
        for a, b in combinations(range(len(profiles)), 2)
    ]
    return (1 - np.array(cosines)).clip(0, 1)
