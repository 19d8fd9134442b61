# Every verb a newcomer needs; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
MOTLAN := .venv/bin/motlan
SERVE ?= 1
T ?= tests

.PHONY: help setup setup-dev demo serve worker test check fix bench bench-reading bench-search bench-reuse bench-trust bench-targets walk migrate services clean lock

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## system packages, virtual environment, the motlan command
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

demo: setup ## the whole life of the sample papers, then the pages (SERVE=0: without the pages)
	@$(MOTLAN) demo $(if $(filter 0,$(SERVE)),--no-serve)

serve: setup ## the pages on http://127.0.0.1:8000
	@$(MOTLAN) serve

worker: setup ## move papers through their life until stopped
	@$(MOTLAN) worker

# DATABASE=postgresql runs the tests that use the database, and only those, on a PostgreSQL of their own.
# SLOW=only leaves the quick ones out.
test: setup-dev ## the tests (T=path for some, SLOW=1 for the slow ones too, DATABASE=postgresql)
	@$(if $(DATABASE),$(PYTHON) -m tests.services $(DATABASE) -- )$(PYTHON) -m pytest \
		-m "$(if $(DATABASE),records)$(if $(SLOW),$(if $(filter only,$(SLOW)),slow),$(if $(DATABASE), and )not slow)" $(T)

services: setup-dev ## the servers of the tests with their settings, until Ctrl+C (S=postgresql for some)
	@$(PYTHON) -m tests.services $(S)

check: setup-dev ## format, lint, types, import contracts, sizes, migrations
	@.venv/bin/ruff format --check -q .
	@.venv/bin/ruff check -q .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PYTHON) manage.py makemigrations --check --dry-run --settings config.settings.test
	@$(PYTHON) -m pytest -q tests/architecture

fix: setup-dev ## format and mend what can be mended by machine
	@.venv/bin/ruff format -q .
	@.venv/bin/ruff check -q --fix .

bench: bench-reading bench-search bench-reuse bench-trust bench-targets ## every measurement below (hours)

bench-reading: setup-dev ## reading beside OCRmyPDF and tesseract (QUICK=1; P=speed|accuracy|fields|memory; KEEP=folder; an hour)
	@$(PYTHON) -m benchmarks.bench_reading $(if $(P),--parts $(P)) $(if $(QUICK),--quick) $(if $(KEEP),--keep $(KEEP))

bench-search: setup-dev ## search on generated papers, both engines (PAPERS=100000; minutes)
	@$(PYTHON) -m benchmarks.bench_search --papers $(or $(PAPERS),100000)

bench-reuse: setup-dev ## reuse check and look-ups through HTTP, both databases (PAPERS=1000000; minutes)
	@$(PYTHON) -m benchmarks.bench_reuse $(if $(PAPERS),--papers $(PAPERS))

bench-trust: setup-dev ## signing, verifying and the nightly check beside pyHanko and openssl speed (P=signing|verifying|archive; QUICK=1; minutes)
	@$(PYTHON) -m benchmarks.bench_trust $(if $(P),--parts $(P)) $(if $(QUICK),--quick)

bench-targets: setup-dev ## rates, pages and roll-ups on millions of dossiers, both databases (D=postgresql|sqlite; N="10000 100000"; QUICK=1; FULL=1: 12 million; an hour)
	@$(PYTHON) -m benchmarks.bench_targets $(if $(D),--database $(D)) $(if $(N),--sizes $(N)) $(if $(QUICK),--quick) $(if $(FULL),--full)

walk: setup ## one sample paper through its life, each state printed
	@$(MOTLAN) walk

migrate: setup ## make the records, the store and the index ready
	@$(MOTLAN) migrate

clean: ## remove what was made here, except the records (var/)
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: ## write the lock files anew (needs uv)
	@scripts/lock.sh
