# Clarion's commands. `make` lists them.

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
# Name another with PYTHON=…; otherwise the first of these that is new enough.
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3.14 python3 python,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
SOURCES := bench campaigns cms deploy home manage.py search tests
TEMPLATES := templates

.DEFAULT_GOAL := help
.PHONY: help run demo demo-reset shell test test-sqlite test-postgres test-browser test-faults faults lint lint-code lint-house \
	lint-templates lint-types lint-django lint-requirements format bench bench-desk bench-evening bench-exchange bench-growth bench-mail \
	bench-mailing messages catalogues handbook lock keys clean

help: ## list these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## Run

run: $(VENV)/installed ## run Clarion with its demo campaign (HOST=127.0.0.1 PORT=8000)
	@$(MANAGE) demo_server $(HOST):$(PORT)

demo-reset: $(VENV)/installed ## throw the local database, pictures and mails away and load the demo afresh
	@rm -rf var/clarion.sqlite3 var/clarion.sqlite3-* var/media var/mail
	@$(MANAGE) demo_server --prepare-only

shell: $(VENV)/installed ## a Python shell that knows the models
	@$(MANAGE) shell

keys: $(VENV)/installed ## make secret keys for a production .env
	@$(MANAGE) make_keys

## Check

test: test-sqlite test-postgres test-browser test-faults ## all tests: on SQLite, on PostgreSQL, in a browser, broken on purpose

test-sqlite: $(VENV)/installed-dev ## unit tests on SQLite (TESTS=tests/home picks some)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not browser and not faults" $(TESTS)

test-postgres: $(VENV)/installed-dev ## those that ask a database on a throw-away PostgreSQL, or the one DATABASE_URL names
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not browser and not faults" $(TESTS)

test-browser: $(VENV)/installed-dev ## browser tests in Chromium
	DJANGO_ALLOW_ASYNC_UNSAFE=true $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m browser $(TESTS)

test-faults: $(VENV)/installed-dev ## break a running site in every way there is: processes, disk, mail, cache, clock
	$(BIN)/python -m pytest -m faults tests/faults

faults: $(VENV)/installed-dev ## the same, killing everything twenty times (FAULT_ROUNDS=100 more often)
	FAULT_ROUNDS=$(or $(FAULT_ROUNDS),20) $(BIN)/python -m pytest -m faults -s tests/faults

lint: lint-code lint-house lint-templates lint-types lint-django lint-requirements ## every check that is not a test

lint-code: $(VENV)/installed-dev ## style, likely bugs, formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-house: $(VENV)/installed-dev ## who may import whom
	$(BIN)/lint-imports --no-logo

lint-templates: $(VENV)/installed-dev ## templates
	$(BIN)/djlint --quiet --lint $(TEMPLATES)

lint-types: $(VENV)/installed-dev ## types
	$(BIN)/mypy

lint-django: $(VENV)/installed-dev ## migrations, words of all languages, production settings
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) compile_catalogues --check
	$(MANAGE) check_catalogues
	.ci/check-production

lint-requirements: $(VENV)/installed-dev ## requirements*.txt are what pyproject.toml asks for
	.ci/check-requirements

format: $(VENV)/installed-dev ## put the code into shape
	$(BIN)/ruff check --fix --show-fixes .
	$(BIN)/ruff format .

bench: $(VENV)/installed-dev ## measure against yardsticks, on real servers (QUICK=1 for a short look)
	$(BIN)/python -m bench $(if $(QUICK),--quick)

bench-evening: $(VENV)/installed-dev ## pages and signatures at a steady rate through the proxy for five minutes
	$(BIN)/python -m bench.evening

bench-exchange: $(VENV)/installed-dev ## measure import, export and packs of 100,000 and a million signatures
	$(BIN)/python -m tests.postgres $(BIN)/python -m bench.exchange

bench-desk: $(VENV)/installed-dev ## measure the screens of a petition with 1,000 and a million signatures
	$(BIN)/python -m tests.postgres $(BIN)/python -m bench.desk

bench-growth: $(VENV)/installed-dev ## whether signing takes longer after 10,000 and after a million signatures
	$(BIN)/python -m bench.growth

bench-mail: $(VENV)/installed-dev ## send 10,000 confirmations beside a bare loop, to a mail server of our own
	$(BIN)/python -m bench.mail

bench-mailing: $(VENV)/installed-dev ## mail an update to 10,000 signers with the worker killed five times
	$(BIN)/python -m tests.postgres $(BIN)/python -m bench.mailing

## Maintain

handbook: $(VENV)/installed-dev ## take the handbook's pictures anew, in Chromium
	HANDBOOK_PICTURES=keep DJANGO_ALLOW_ASYNC_UNSAFE=true $(BIN)/python -m pytest -m browser tests/browser/test_handbook.py

messages: $(VENV)/installed-dev ## collect the words to translate into locale/*.po (needs GNU gettext)
	@command -v xgettext >/dev/null || { echo "make messages needs GNU gettext: install your system's package 'gettext'."; exit 1; }
	$(MANAGE) makemessages
	$(MANAGE) compile_catalogues

catalogues: $(VENV)/installed ## compile locale/*.po
	$(MANAGE) compile_catalogues

lock: $(VENV)/installed-dev ## write requirements*.txt from pyproject.toml (UPGRADE=1 takes newer versions)
	.ci/lock-requirements $(if $(UPGRADE),--upgrade)

clean: ## remove what tools left behind; keeps the database
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis var/static var/test-media
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

## The virtual environment, made anew only when what it holds changed

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Clarion needs Python 3.11 or newer; none was found. Install it, or name it: make PYTHON=/path/to/python3 …"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Clarion needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "$(PYTHON) lacks ensurepip: install your system's package python3-venv."; exit 1; }
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what Clarion needs; the first time takes a minute …"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what development needs; the first time takes a minute …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/installed
