from topics.batch.topics import TOPIC_COLUMNS, topic_rows
from topics.discovery.quality import TopicFigures, TopicQuality
from topics.types import Topic


def test_rows_have_the_figures_of_their_topics_and_the_ids_of_examples():
    topics = (Topic(0, 5, ("渔船",), examples=(1,), name="渔船"), Topic(-1, 2, ()))
    quality = TopicQuality(7, 1, 0.3, 0.1, 0.5, 1.0, 0.9, 10, True, (TopicFigures(0, 0.1, 0.5, 9),))
    first, outliers = topic_rows(topics, quality, ["a#0", "a#1"])
    assert tuple(first) == TOPIC_COLUMNS
    assert (first["examples"], first["name"], first["npmi"], first["seen"]) == (["a#1"], "渔船", 0.1, 9)
    assert (outliers["npmi"], outliers["seen"]) == (None, None)
