# The commands of this project; `make help` lists them. Nothing is installed outside this folder, but for Debian's
# packages where make runs as root and something is missing.

.DEFAULT_GOAL := help
.PHONY: help run test torture bench lint lock words url-map

PYTHON ?= python3
UV ?= $(BIN)/uv
PORT ?= 5000
HOST ?= 127.0.0.1
NOW ?=
RESET ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --no-color

# the languages of the United Nations beside English; one without a translated word is not offered
LANGUAGES := ar es fr ru zh
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard sideevents/translations/*/LC_MESSAGES/messages.po))

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export NO_COLOR := 1

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp $(CATALOGUES) ## the demonstration at http://127.0.0.1:5000 (PORT= HOST= NOW=2017-08-09T23:59:30+02:00 RESET=1)
	@SIDEEVENTS_DEMO=1 $(if $(NOW),SIDEEVENTS_NOW=$(NOW)) $(BIN)/sideevents demo \
	  --host $(HOST) --port $(PORT) $(if $(filter-out 0,$(RESET)),--reset)

test: $(VENV)/test.stamp $(CATALOGUES) ## style, types, layers and all tests: SQLite, PostgreSQL, SMTP, a browser (what is missing is installed)
	@$(BIN)/python -m tests.grounds.provide chromium postgresql
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest --color=no

lint: $(VENV)/test.stamp ## formatter, linter, type checker, layers
	@$(BIN)/ruff format --check --quiet sideevents tests || { $(BIN)/ruff format --check sideevents tests; exit 1; }
	@$(BIN)/ruff check --quiet sideevents tests
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/test.stamp ## requests a second beside nginx with the same bytes, letters a second beside a plain loop
	@$(BIN)/python -m tests.grounds.provide nginx wrk
	@$(BIN)/python -m tests.benchmarks

torture: $(VENV)/test.stamp ## the postman killed, stopped and misled, 25 times at each point, on SQLite and PostgreSQL
	@$(BIN)/python -m tests.grounds.provide postgresql
	@$(BIN)/python -m tests.torture

lock: $(VENV)/run.stamp ## pin the dependencies of pyproject.toml with their hashes anew
	@test -x $(UV) || $(PIP) install uv
	@$(UV) lock --quiet --upgrade
	@$(UV) export --quiet --frozen --no-emit-project --no-default-groups --format requirements.txt -o requirements.txt
	@$(UV) export --quiet --frozen --no-emit-project --group test --format requirements.txt -o requirements-test.txt

words: $(VENV)/run.stamp ## collect all words for people into the translators' files
	@$(BIN)/pybabel --quiet extract -F pyproject.toml --no-location --sort-output --project sideevents \
	  -k para:2 -k lazy_gettext --width 120 -o sideevents/translations/messages.pot .
	@for language in $(LANGUAGES); do \
	  $(BIN)/pybabel --quiet update -l $$language -i sideevents/translations/messages.pot -d sideevents/translations \
	    --init-missing --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date --width 120 || exit 1; done

url-map: $(VENV)/test.stamp ## write the list of addresses that the house test compares with
	@$(BIN)/python -m tests.grounds.url_map > tests/url_map.new && mv tests/url_map.new tests/url_map.txt

%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/python -m sideevents.catalogues $<

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is needed. Type: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
	  else echo "Python's venv is missing. Type: sudo apt-get install -y python3-venv"; exit 1; fi; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The project is put into the environment as a path and a command: building it would need a download that has no hash.
$(VENV)/run.stamp: requirements.txt $(VENV)/made.stamp
	@echo "Setting up in $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sideevents.pth"
	@printf '#!/bin/sh\nexec "%s" -P -c "import sys; sys.argv[0] = '"'sideevents'"'; from sideevents.cli import main; sys.exit(main())" "$$@"\n' \
	  "$(CURDIR)/$(BIN)/python" > $(BIN)/sideevents
	@chmod +x $(BIN)/sideevents
	@touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/run.stamp
	@echo "Setting up what the tests need"
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@
