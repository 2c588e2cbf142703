# Every target sets itself up: a machine with Python >= 3.11, pip, make and git is enough.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup demo notebooks test test-all check format model bench lock clean

help:            ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(READY)  ## make .venv with the pinned, hashed packages

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m topics.themes.warm
	@touch $(READY)

demo: $(READY)   ## the main job on the sample documents: paragraphs, labels, topics, pages in demo/
	$(BIN)/topics demo --out demo

notebooks: $(READY)  ## execute the notebooks; what a reader sees of them is in build/notebooks/
	$(BIN)/python notebooks/run.py

test: $(READY)   ## the tests
	$(BIN)/python -m pytest

test-all: $(READY)  ## the tests and the slow checks
	$(BIN)/python -m pytest -m "slow or not slow"

check: $(READY)  ## format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

format: $(READY) ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

model: $(READY)  ## rebuild models/starter; CORPUS=files with the texts of seeds/real.jsonl, else composed text only
	$(if $(CORPUS),$(BIN)/python benchmarks/real.py $(CORPUS) --out build/real.jsonl)
	$(BIN)/topics train seeds/paragraphs $(if $(CORPUS),build/real.jsonl) --taxonomy seeds/themes.toml \
	  --settings seeds/starter.toml --out models/starter --name starter

bench: $(READY)  ## how fast labelling is beside what one would write first; CORPUS=files, else composed text
	$(BIN)/python benchmarks/speed.py $(CORPUS)
	$(BIN)/python benchmarks/jobs.py $(CORPUS)

lock:            ## rewrite requirements.txt (needs uv >= 0.9.8 on the PATH)
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file requirements.txt

clean:           ## remove what the targets made
	rm -rf .venv demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
