"""Where the data that ships with topics lies: seeds/ and models/starter/.

In a checkout they stand beside the package; in an installed wheel, inside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_shipped"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

SEEDS = _ROOT / "seeds"
THEMES_FILE = SEEDS / "themes.toml"
LEXICON_FILE = SEEDS / "lexicon.txt"
STOPWORDS_FILE = SEEDS / "stopwords.txt"
CONFUSIONS_FILE = SEEDS / "confusions.txt"
SURNAMES_FILE = SEEDS / "surnames.txt"
FLUENCY_FILE = SEEDS / "fluency.npz"
TRIPLES_FILE = SEEDS / "triples.npz"
PARAGRAPHS = SEEDS / "paragraphs"
HELD_OUT_FILE = SEEDS / "held_out.jsonl"
SAMPLE_DOCUMENTS = SEEDS / "documents"
STARTER_MODEL = _ROOT / "models" / "starter"
