# make audit             set everything up and audit the bundled reference project
# make audit REPO=...    the same for any repository: a URL, owner/name or a folder
# make test              set everything up and run all checks and tests
# make badge             write the README's badge from an audit of this repository
# make screenshots       write the pictures of README and tutorial: PICTURED=... for another repository
# make dist              build wheel and sdist in dist/, the same bytes for the same commit
# make oracles           measure against judgements of others: CHECKOUTS=folder of repositories
# make differential      compare our counts with those of pygount and radon (takes an hour)
# make reference         train, evaluate and explore the reference project
# make pages             write the page of every rule, the reference of commands, what rules say
# make baseline          write the audit of the reference project that the auditor ships
# make corpus            audit the corpus anew: MIRRORS=folder of clones, REPORTS=folder to write to

PYTHON ?= python3
REPO ?= reference_project
REPORT ?= audit-report.html
PICTURED ?= karpathy/nanoGPT
CHECKOUTS ?= $(NUMBERS_AUDIT_ORACLES)

VENV := .venv
BIN := $(VENV)/bin
DIGITS := reference_project/.venv
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

.PHONY: audit test check unit browser reference reference-test baseline pages docs badge screenshots dist corpus oracles differential clean help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

audit: $(VENV)/.main
	@$(BIN)/numbers-audit "$(REPO)" -o "$(REPORT)"

test: check unit reference-test

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser:
	@.ci/browser.sh

unit: $(VENV)/.dev browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

reference-test: $(DIGITS)/.dev browser
	cd reference_project && .venv/bin/python -m pytest

reference: $(DIGITS)/.dev
	cd reference_project && .venv/bin/digits explore && .venv/bin/digits train --fast && .venv/bin/digits evaluate

baseline: $(VENV)/.dev
	REFRESH_GOLDEN=1 $(BIN)/python -m pytest -q tests/test_baseline.py

corpus: $(VENV)/.dev
	$(BIN)/python -m tests.corpus.table "$(MIRRORS)" "$(REPORTS)"
	$(MAKE) pages

pages: $(VENV)/.dev
	@mkdir -p docs/rules
	REFRESH_GOLDEN=1 $(BIN)/python -m pytest -q tests/test_rule_pages.py tests/docs/test_reference.py tests/rules/test_messages.py

docs: $(VENV)/.dev
	$(BIN)/python -m mkdocs build --quiet --config-file .mkdocs.yml

badge: $(VENV)/.main
	$(BIN)/numbers-audit . --no-history -q -o docs/images/badge.svg

screenshots: $(VENV)/.dev browser
	PYTHONPATH=. $(BIN)/python .ci/screenshots.py "$(PICTURED)" docs/images

dist: $(VENV)/.dev
	$(BIN)/python .ci/dist.py dist

oracles: $(VENV)/.dev
	$(BIN)/python -m tests.oracles "$(CHECKOUTS)"

differential: $(VENV)/.dev
	$(BIN)/python -m pytest tests/oracles -m oracle

# Exactly what poetry.lock says, hashes checked, with plain pip: see docs/decisions/0004.
define locked
	$(1)/bin/python .ci/requirements.py $(2) $(3) > $(1)/requirements.txt
	$(1)/bin/python $(PIP_INSTALL) --require-hashes --no-deps -r $(1)/requirements.txt
endef

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.main: $(VENV)/bin/python poetry.lock pyproject.toml
	@echo "Setting up the auditor in $(VENV) ..."
	$(call locked,$(VENV),poetry.lock,main build)
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.main
	$(call locked,$(VENV),poetry.lock,main build dev docs)
	@touch $@

$(DIGITS)/bin/python:
	$(PYTHON) -m venv $(DIGITS)

$(DIGITS)/.dev: $(DIGITS)/bin/python reference_project/poetry.lock reference_project/pyproject.toml
	@echo "Setting up the reference project in $(DIGITS) ..."
	$(call locked,$(DIGITS),poetry.lock,build)
	$(call locked,$(DIGITS),reference_project/poetry.lock,main dev)
	$(DIGITS)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable reference_project
	@touch $@

clean:
	rm -rf $(VENV) $(DIGITS) $(REPORT)
