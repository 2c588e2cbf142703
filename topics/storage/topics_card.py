"""The card of the folder of a topic model: which topics there are and how good they are."""

from importlib.metadata import version

from topics.discovery.model import TopicModel
from topics.discovery.quality import TopicFigures, TopicQuality
from topics.types import Topic

_CARD = """# {title}

{n_topics} topics of {n_texts:,} distinct Chinese paragraphs, found by topics-zh {version} (method: {method}).

## Use

```python
import topics

model = topics.load_topic_model("path/to/{title}")
model.predict(["民警上门劝阻，帮老人保住了准备转出的养老钱。"])
```

## Topics

{topics}

## How good they are

{quality}

A topic is seen again in a run if it overlaps by half with a cluster of 80 % of the texts, found with
another seed. The labels are those of a linear model that learned the topics; texts that
lie near no topic have the label -1.
"""


def topics_card(title: str, model: TopicModel) -> str:
    """Return the card of a topic model as Markdown."""
    quality = model.quality_
    header = ["| topic | name | keywords | paragraphs | NPMI | seen |", "|---|---|---|---|---|---|"]
    figures = {found.topic: found for found in quality.topics}
    return _CARD.format(
        title=title,
        version=version("topics-zh"),
        n_topics=quality.n_topics,
        n_texts=quality.n_texts,
        method=model.method_,
        topics="\n".join([*header, *(_topic_row(topic, figures.get(topic.id), quality) for topic in model.topics_)]),
        quality="  \n".join(quality.lines()),
    )


def _topic_row(topic: Topic, figures: TopicFigures | None, quality: TopicQuality) -> str:
    npmi = f"{figures.npmi:.2f}" if figures and figures.npmi is not None else ""
    seen = f"{figures.seen} of {quality.n_runs}" if figures and quality.n_runs else ""
    return f"| {topic.id} | {topic.name} | {' '.join(topic.keywords)} | {topic.size} | {npmi} | {seen} |"
