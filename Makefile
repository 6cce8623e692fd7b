# `make` alone lists what there is. Stamps (.ready files) say what is done already; only changed inputs are done again.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Where it is set, every start of every process would compile two thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup setup-dev setup-browser setup-postgres setup-pango run test torture lint format bench prove race fuzz screenshots docs lock

PY := .venv/bin/python
FLASK := .venv/bin/flask --app gcp_tracker
PY_READY := .venv/.ready
DEV_READY := .venv/.ready-dev
NODE_READY := node_modules/.ready
RACE_READY := bench/race/node_modules/.ready
STATIC_READY := static/vendor/.ready
OUR_STATIC := $(filter-out %.gz %.br,$(wildcard static/*.* static/css/*.scss static/js/*.js static/js/*/*.js))

# Hashes are checked whichever of the two installs; uv is only quicker.
install = { .venv/bin/uv pip install --quiet --python $(PY) --require-hashes $(1) \
	|| { echo "uv could not install; trying pip."; $(PY) -m pip install --quiet --require-hashes $(1); }; }

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

setup: $(PY_READY) $(STATIC_READY) ## install what the application needs and build its static files

setup-dev: setup $(DEV_READY) ## also install what checks it

run: setup ## serve on http://localhost:8000, with demo children on the first run
	@exec $(FLASK) serve

test: setup-dev setup-browser setup-postgres setup-pango lint ## every check and every test, on both databases
	@$(PY) -m pytest -n auto --dist worksteal

torture: setup-dev setup-browser setup-postgres ## pull the plug 200 times, kill the server 200 times on each database, and write docs/trust-figures.md (SEED, ROUNDS; ROUND repeats one)
	@$(PY) -m tests.torture $(if $(SEED),--seed $(SEED)) $(if $(ROUND),--round $(ROUND),$(if $(ROUNDS),--rounds $(ROUNDS)) --write) $(ARGS)

fuzz: setup-dev ## send 250,000 requests that nobody would send in good faith (SEED, COUNT; REQUEST repeats one)
	@$(PY) -m tests.fuzz $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(if $(REQUEST),--request $(REQUEST))

lint: setup-dev ## ruff, mypy, import-linter, djlint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint templates --lint --quiet

format: setup-dev ## put Python into the house style
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format --quiet .

bench: setup-dev setup-browser ## measure, and print ratios
	@$(PY) -m bench $(ARGS)

prove: setup-dev ## judge the verdicts on simulated children, and write docs/proof.md
	@OMP_NUM_THREADS=1 $(PY) -m bench.simulator $(ARGS)

race: setup-dev setup-browser $(RACE_READY) ## race the grade page against SurveyJS and Enketo, and write the table into docs/bench.md
	@PATH="$$(dirname "$$(.ci/find-npm)"):$$PATH" $(PY) -m bench.race

screenshots: setup-dev setup-browser ## write every screen at four sizes to instance/screenshots/
	@$(PY) -m bench.screenshots $(ARGS)

docs: setup ## write the pages of docs/ that are made from the code
	@$(FLASK) docs

COMPILE = .venv/bin/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url
lock: setup-dev ## resolve pyproject.toml, requirements-*.in and package.json afresh (no addresses are written)
	@$(COMPILE) pyproject.toml --output-file requirements.txt
	@for name in dev setup node; do $(COMPILE) requirements-$$name.in --output-file requirements-$$name.txt || exit 1; done
	@PATH="$$(dirname "$$(.ci/find-npm)"):$$PATH" npm install --ignore-scripts --package-lock-only --silent
	@cd bench/race && PATH="$$(dirname "$$(cd ../.. && .ci/find-npm)"):$$PATH" npm install --ignore-scripts --package-lock-only --silent
	@.ci/strip-lock

setup-browser: $(PY_READY)
	@.ci/system-packages chromium

setup-postgres: $(DEV_READY)
	@.ci/system-packages postgresql

setup-pango: $(PY_READY)
	@.ci/system-packages pango

.venv/.made:
	@.ci/make-venv
	@touch $@

$(PY_READY): .venv/.made requirements-setup.txt requirements.txt
	@echo "Installing Python packages."
	@$(PY) -m pip install --quiet --require-hashes -r requirements-setup.txt || echo "uv could not be had; pip will do."
	@$(call install,-r requirements.txt)
	@touch $@

$(DEV_READY): $(PY_READY) requirements-dev.txt
	@echo "Installing what checks the code."
	@$(call install,-r requirements-dev.txt)
	@touch $@

$(NODE_READY): package.json package-lock.json .npmrc requirements-node.txt | $(PY_READY)
	@.ci/find-npm >/dev/null || { echo "No npm 9 or later here: installing it into .venv."; $(call install,-r requirements-node.txt); }
	@echo "Fetching front-end packages."
	@npm_bin=$$(.ci/find-npm) && PATH="$$(dirname "$$npm_bin"):$$PATH" "$$npm_bin" ci --ignore-scripts --omit=optional --silent
	@touch $@

$(STATIC_READY): build_static.py gcp_tracker/charts/palette.json $(OUR_STATIC) $(NODE_READY) $(PY_READY)
	@echo "Building static files."
	@PATH="$$(dirname "$$(.ci/find-npm)"):$$PATH" $(PY) build_static.py
	@touch $@

$(RACE_READY): bench/race/package.json bench/race/package-lock.json .npmrc $(NODE_READY)
	@echo "Fetching the race’s form libraries."
	@npm_bin=$$(.ci/find-npm) && cd bench/race && PATH="$$(dirname "$$npm_bin"):$$PATH" "$$npm_bin" ci --ignore-scripts --silent
	@touch $@
