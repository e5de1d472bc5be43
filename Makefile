# `make` lists the commands. Everything is installed into .venv, from the pinned versions and
# hashes of requirements*.txt; nothing outside this folder changes.

PYTHON ?= python3
DEMO ?= build/demo
SETS ?=
PYTEST_ARGS ?=
FUZZ_EXAMPLES ?= 20000
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
# The package itself, in place; its build backend is in the lock files, so nothing is fetched.
INSTALL_SELF := $(PIP) install --no-deps --no-build-isolation --editable .

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help demo test check check-format check-lint check-types check-layers check-generated format generate template macros bench fuzz pictures lock upgrade clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.runtime ## check the example form of a real office and write its annotated copy
	@$(BIN)/selfscore-xl demo $(DEMO)
	@printf '\nBản chú thích, mở bằng Excel hoặc LibreOffice (the annotated workbook):\n'
	@find "$$PWD/$(DEMO)" -name '*.annotated.xlsx'

test: check ## make check, then every test
	@$(BIN)/pytest $(PYTEST_ARGS)

check: check-format check-lint check-types check-layers check-generated ## formatting, lint, types, layers, generated files

check-format: $(VENV)/.dev
	@$(BIN)/ruff format --check .

check-lint: $(VENV)/.dev
	@$(BIN)/ruff check .

check-types: $(VENV)/.dev
	@$(BIN)/mypy

check-layers: $(VENV)/.dev
	@$(BIN)/lint-imports --no-logo

check-generated: $(VENV)/.dev
	@$(BIN)/python -m tools.generate --check

format: $(VENV)/.dev ## format and mend what can be mended by itself
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

generate: $(VENV)/.dev ## rewrite every generated file
	@$(BIN)/python -m tools.generate

template: $(VENV)/.dev ## rewrite workbook_template.xlsx
	@$(BIN)/python -m tools.generate workbook_template.xlsx

macros: $(VENV)/.runtime ## build what runs inside office programs into dist; SETS=my-set.yaml adds a set
	@$(BIN)/python -m tools.build_macros $(SETS)

bench: $(VENV)/.dev ## measure against what a user would use instead
	@$(BIN)/python -m benchmarks

fuzz: $(VENV)/.dev ## the tests with random or mutated input, FUZZ_EXAMPLES=20000 each
	@HYPOTHESIS_PROFILE=fuzz FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/pytest -m fuzz --timeout=0 $(PYTEST_ARGS)

pictures: $(VENV)/.dev ## redraw docs/pictures with LibreOffice
	@$(BIN)/python -m tools.pictures
	@$(BIN)/python -m tools.screens

lock: build/uv/bin/uv ## pin what pyproject.toml asks for, keeping present pins
	@$(UV_COMPILE) --group build --output-file requirements.txt pyproject.toml
	@$(UV_COMPILE) --group build --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

upgrade: UPGRADE := --upgrade
upgrade: lock ## pin the newest versions

UV_COMPILE = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(UPGRADE)

clean: ## remove everything that is not in the repository's care
	rm -rf $(VENV) build dist artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- stamps: a file per state of .venv, older than none of what it was made from ----------------

$(VENV)/.created:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "selfscore-xl needs Python 3.11 or newer, and there is no '$(PYTHON)' here." \
	    "Install it, or name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "selfscore-xl needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)." \
	    "Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/.created
	@echo "Installing into $(VENV) ..."
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(INSTALL_SELF)
	@touch $@

# Holds the runtime's pins too, so that `make test` after a fresh clone installs once.
$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(VENV)/.created
	@echo "Installing into $(VENV) ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@$(INSTALL_SELF)
	@touch $(VENV)/.runtime $@

build/uv/bin/uv: Makefile | $(VENV)/.created
	@$(BIN)/python -m venv build/uv
	@build/uv/bin/python -m pip --quiet --disable-pip-version-check install 'uv==$(UV_VERSION)'
	@touch $@
