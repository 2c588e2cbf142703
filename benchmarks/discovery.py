"""How good topics are, beside stock BERTopic, LDA and NMF: agreement, coherence, time, memory.

    python benchmarks/discovery.py --titles test.txt.gz [--sample 3000]
    python benchmarks/discovery.py --paragraphs paragraphs.jsonl.gz --sample 10000
    python benchmarks/discovery.py --paragraphs paragraphs.jsonl.gz --sizes 10 50 100 1000 10000 85416

Titles are lines of a text, a tab and a class; paragraphs are rows of JSON with a `text`. Each
method runs in a process of its own, after a small corpus has warmed up what compiles itself.
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize

from topics.discovery.keywords import topic_keywords
from topics.discovery.model import TopicModel
from topics.discovery.order import in_canonical_order
from topics.discovery.quality import measure_quality
from topics.features.encoder import CorpusEncoder
from topics.features.vectors import load_word_vectors
from topics.words.shipped import shipped_tokenizer

_TOKENIZER = shipped_tokenizer()
_WARM_UP = 200
_MEGABYTE = 1024


def find_by_ours(texts: list[str], _: int) -> np.ndarray:
    return TopicModel().fit_predict(texts)


def find_by_graph(texts: list[str], _: int) -> np.ndarray:
    return TopicModel(method="graph").fit_predict(texts)


def find_by_stock(texts: list[str], _: int) -> np.ndarray:
    tfidf = TfidfVectorizer(analyzer=_TOKENIZER.words, min_df=2, sublinear_tf=True).fit_transform(texts)
    n_components = min(100, min(tfidf.shape) - 1)
    return _bertopic(texts, normalize(TruncatedSVD(n_components, random_state=0).fit_transform(tfidf)))


def find_by_stock_over_ours(texts: list[str], _: int) -> np.ndarray:
    return _bertopic(texts, CorpusEncoder(_TOKENIZER, load_word_vectors()).fit_encode(texts))


def find_by_nmf(texts: list[str], n_topics: int) -> np.ndarray:
    tfidf = TfidfVectorizer(analyzer=_TOKENIZER.words, min_df=2, sublinear_tf=True).fit_transform(texts)
    return NMF(n_topics, init="nndsvda", random_state=0, max_iter=400).fit_transform(tfidf).argmax(axis=1)


def find_by_lda(texts: list[str], n_topics: int) -> np.ndarray:
    counts = CountVectorizer(analyzer=_TOKENIZER.words, min_df=2).fit_transform(texts)
    return LatentDirichletAllocation(n_topics, random_state=0, max_iter=20).fit_transform(counts).argmax(axis=1)


def _bertopic(texts: list[str], embeddings: np.ndarray) -> np.ndarray:
    """BERTopic as it comes, UMAP and HDBSCAN, with words that are Chinese; a seed makes UMAP repeat."""
    model = import_module("bertopic").BERTopic(
        language="multilingual",
        umap_model=import_module("umap").UMAP(15, 5, min_dist=0.0, metric="cosine", random_state=0),
        vectorizer_model=CountVectorizer(analyzer=_TOKENIZER.words),
    )
    return np.array(model.fit_transform(texts, embeddings)[0])


_METHODS: dict[str, Callable[[list[str], int], np.ndarray]] = {
    "TopicModel": find_by_ours,
    "TopicModel, graph alone": find_by_graph,
    "stock BERTopic over TF-IDF": find_by_stock,
    "stock BERTopic over our embeddings": find_by_stock_over_ours,
    "NMF": find_by_nmf,
    "LDA": find_by_lda,
}


def read_texts(arguments: argparse.Namespace) -> tuple[list[str], list[int] | None]:
    """The texts, in an order drawn with seed 0, and the classes of titles."""
    path = arguments.titles or arguments.paragraphs
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    rows = np.random.default_rng(0).permutation(len(lines))[: arguments.sample]
    if arguments.titles:
        pairs = [lines[row].rsplit("\t", 1) for row in rows]
        return [text for text, _ in pairs], [int(label) for _, label in pairs]
    return [json.loads(lines[row])["text"] for row in rows], None


def measure(method: str, texts: list[str], classes: Sequence[int] | None, n_topics: int) -> dict[str, Any]:
    """Run one method and return its figures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if len(texts) > _WARM_UP:
            _METHODS[method](texts[:_WARM_UP], min(n_topics, 10))
        wall, cpu = time.perf_counter(), time.process_time()
        found = _METHODS[method](texts, n_topics)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    keywords = topic_keywords(texts, found.astype(np.int64), _TOKENIZER, 10)
    outliers = float((found == -1).mean())
    quality = measure_quality(in_canonical_order(texts), outliers, keywords, None, _TOKENIZER)
    figures = {"method": method, "texts": len(texts), "topics": quality.n_topics}
    if classes is not None:
        figures["NMI"] = float(normalized_mutual_info_score(classes, found))
        figures["ARI"] = float(adjusted_rand_score(classes, found))
    return {
        **figures,
        "outliers": outliers,
        "NPMI": quality.npmi,
        "C_V": quality.c_v,
        "diversity": quality.diversity,
        "seconds": wall,
        "CPU s": cpu,
        "MB": peak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--titles", type=Path)
    source.add_argument("--paragraphs", type=Path)
    parser.add_argument("--sample", type=int, help="how many texts; by default all")
    parser.add_argument("--sizes", type=int, nargs="+", help="run TopicModel on so many texts in turn")
    parser.add_argument("--methods", nargs="+", choices=_METHODS, default=list(_METHODS))
    parser.add_argument("--topics", type=int, default=10, help="for NMF and LDA, which do not choose it themselves")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        texts, classes = read_texts(arguments)
        print(json.dumps(measure(arguments.methods[0], texts, classes, arguments.topics)))
        return
    runs = [("TopicModel", size) for size in arguments.sizes or ()]
    for number, (method, size) in enumerate(runs or [(method, arguments.sample) for method in arguments.methods]):
        figures = _in_a_process(method, size, arguments)
        if not number:
            print("|", " | ".join(figures), "|\n|", "---|" * len(figures), sep="")
        cells = (f"{value:.3f}" if isinstance(value, float) else str(value) for value in figures.values())
        print("|", " | ".join(cells), "|", flush=True)


def _in_a_process(method: str, size: int | None, arguments: argparse.Namespace) -> dict[str, Any]:
    source = ["--titles", arguments.titles] if arguments.titles else ["--paragraphs", arguments.paragraphs]
    command = [sys.executable, __file__, *map(str, source), "--methods", method, "--topics", str(arguments.topics)]
    command += ["--here", *(["--sample", str(size)] if size else [])]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    figures: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
