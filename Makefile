# Every command of the project in one place, the same for people, pre-commit and the build machine.
# `make` lists them. Each one sets up what it needs; a second call finds it done.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
BABEL := $(PYTHON) -m babel.messages.frontend --quiet

TOUR := tour
SHOTS := shots
WORKERS := 2
PYTEST_ARGS :=
BENCH_ARGS :=
ARGS :=

SOURCES := $(wildcard resources/locale/*/LC_MESSAGES/*.po)
CATALOGUES := $(SOURCES:.po=.mo)
TEMPLATE := resources/locale/kamdesk.pot
CHECKED := kamdesk migrations tests tools hatch_build.py

.PHONY: help setup run test lint format bench shots wheel wheel-check bundle bundle-check messages catalogues clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) catalogues ## virtual environment, dependencies, system packages, catalogues
	@tools/system_packages.sh $(VENV)

# A copied or moved checkout brings an environment whose scripts point elsewhere: it is made anew.
ifeq ($(shell [ -x $(PYTHON) ] && grep -qF '$(abspath $(VENV))' $(VENV)/bin/activate && echo sound),)
.PHONY: $(INSTALLED)
endif
$(INSTALLED): requirements.txt requirements-dev.txt pyproject.toml tools/setup.sh
	@tools/setup.sh '$(abspath $(VENV))'
	@touch $@

run: setup ## the window; without a display the tour, into ./tour (ARGS="--home DIR")
	@if [ "$$(uname)" = Linux ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		echo "There is no display, so no window: taking the tour instead, into $(TOUR)/"; \
		exec $(PYTHON) -m kamdesk tour --out $(TOUR); \
	else \
		exec $(PYTHON) -m kamdesk $(ARGS); \
	fi

test: setup ## the tests (PYTEST_ARGS="-k undo", WORKERS=0 for one process)
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

lint: $(INSTALLED) ## style, types and layers
	@$(PYTHON) -m ruff check $(CHECKED)
	@$(PYTHON) -m ruff format --check $(CHECKED)
	@$(PYTHON) -m mypy
	@$(VENV)/bin/lint-imports --no-cache

format: $(INSTALLED) ## put the code into its one form
	@$(PYTHON) -m ruff check --fix $(CHECKED)
	@$(PYTHON) -m ruff format $(CHECKED)

bench: setup ## how fast, each beside its floor (BENCH_ARGS="--help")
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.bench $(BENCH_ARGS)

shots: setup ## pictures of every page in both languages and themes, into ./shots
	@QT_QPA_PLATFORM=offscreen $(PYTHON) tools/shots.py --out $(SHOTS)

wheel: $(INSTALLED) ## dist/*.whl
	@rm -f dist/*.whl
	@$(PYTHON) -m build --wheel --no-isolation --outdir dist .

wheel-check: wheel ## install the wheel into an empty environment and work with it
	@tools/check_wheel.sh $(VENV)

bundle: setup ## dist/kamdesk, a folder that runs without Python
	@$(PYTHON) -m PyInstaller --noconfirm --log-level WARN kamdesk.spec

bundle-check: bundle ## start the folder and work with it
	@tools/check_program.sh dist/kamdesk/kamdesk

messages: $(INSTALLED) ## collect the sentences of the code and bring the catalogues up to date
	@$(BABEL) extract --keywords "_ N_ message ngettext:1,2" --no-default-keywords --no-location --sort-output \
		--project kamdesk --copyright-holder "The kamdesk maintainers" --output-file $(TEMPLATE) kamdesk
	@$(BABEL) update --domain kamdesk --input-file $(TEMPLATE) --output-dir resources/locale --locale zh_CN \
		--init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110

catalogues: $(CATALOGUES) ## compile the translations

%.mo: %.po | $(INSTALLED)
	@$(BABEL) compile --input-file $< --output-file $@

clean: ## remove what these commands made, the virtual environment too
	rm -rf $(VENV) build dist $(TOUR) $(SHOTS) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f $(CATALOGUES) $(TEMPLATE)
	find kamdesk migrations tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
