"""What is known of topics and of paragraphs without one, in the words that pages and notebooks share."""

from collections import Counter
from collections.abc import Sequence

from topics.discovery.quality import SMALL_CORPUS, TopicQuality
from topics.report.template import ROLES
from topics.types import Paragraph

METHODS = {"nmf": "NMF", "bertopic": "BERTopic", "graph": "近邻图"}


def quality_sentences(quality: TopicQuality) -> list[str]:
    """Return the figures of topics, a sentence each; what was not measured is left out."""
    known = [
        (quality.stability, f"换种子、抽八成重做 {quality.n_runs} 次，结果的一致程度为 {{:.2f}}（1 为完全相同）。"),
        (quality.npmi, "关键词连贯度 NPMI 为 {:.2f}（-1 到 1，越大越好）。"),
        (quality.c_v, "连贯度 C_V 为 {:.2f}（0 到 1）。"),
        (quality.diversity, "只属于一个话题的关键词占 {:.0%}。"),
        (quality.outlier_share, "离群段落占 {:.1%}。"),
    ]
    return [sentence.format(figure) for figure, sentence in known if figure is not None]


def small_corpus_warning(quality: TopicQuality) -> str:
    """Return what to make of topics of a small corpus, or nothing."""
    if not quality.small:
        return ""
    return f"参与聚类的不重复文字只有 {quality.n_texts} 段，不到 {SMALL_CORPUS} 段：话题和数字只供参考。"


def count_roles(paragraphs: Sequence[Paragraph]) -> str:
    """Return how many paragraphs have each role, the most frequent first."""
    roles = Counter(paragraph.role for paragraph in paragraphs)
    return "、".join(f"{ROLES[role]} {count}" for role, count in roles.most_common())
