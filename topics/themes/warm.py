"""Compile what labels many texts, once: `python -m topics.themes.warm`; `make setup` runs it.

What is compiled, and the dictionary's tables, are kept in a cache, so that the first job need not wait for them.
"""

import logging

from topics.features.buffers import encode_texts
from topics.settings import LabelSettings
from topics.themes.classifier import ThemeClassifier
from topics.themes.compiled import WORTHWHILE, CompiledScores, open_kernel
from topics.themes.labelling import Labeller

_TEXTS = ["反诈民警劝阻汇款", "民警劝阻老人汇款", "交警查处酒驾车辆", "路口交警疏导车流"]


def main() -> None:
    """Label a few texts as many are labelled."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model = ThemeClassifier(min_df=1).fit(_TEXTS, [["fraud"], ["fraud"], ["order"], ["order"]])
    kernel = open_kernel(model, WORTHWHILE)
    if kernel is not None:
        Labeller(model, LabelSettings(min_characters=0)).judge(CompiledScores(model, kernel, encode_texts(_TEXTS)))


if __name__ == "__main__":
    main()
