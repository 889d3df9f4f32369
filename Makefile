# Two commands: make demo, make test. Everything they need they install.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test check install dev bench docs coverage-manual lock clean

demo: install
	@exec $(BIN)/rallyround demo --port $(PORT)

install: $(STAMP)
	@$(BIN)/python assets/build.py

$(STAMP): requirements/base.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

dev: install .venv/.dev

.venv/.dev: requirements/dev.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

test: dev
	$(BIN)/python -m pytest -q -p no:django -n auto --dist loadfile tests/core tests/formats src/rallyround/core src/rallyround/formats
	$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --ignore=tests/core --ignore=tests/formats tests

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m rallyround.cli.migrations --check
	$(BIN)/mkdocs build --strict --quiet --site-dir .venv/site

bench: dev
	$(BIN)/python -m benchmarks

docs: dev
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --strict --site-dir site

coverage-manual: dev
	@$(BIN)/python -m tests.coverage_manual

# Writes the locked versions anew from pyproject.toml.
lock:
	$(PYTHON) requirements/lock.py

clean:
	rm -rf .venv site src/rallyround/ui/static/dist assets/build
