# `make` alone lists what there is. Everything runs from .venv, made from the committed lock files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo gallery test probe chained check fix bench clients live coverage lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Debian without python3-venv has no ensurepip; pip can still fill an environment from outside.
$(BIN)/python:
	@$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(VENV)/.runtime $@

setup: $(VENV)/.dev ## make the environment with everything in it

demo: $(VENV)/.runtime ## run the main job end to end: files and signed callbacks
	@$(BIN)/python examples/demo.py

gallery: $(VENV)/.runtime ## make every model's example and show it in gallery-output/index.html
	@$(BIN)/python -m examples.gallery

test: $(VENV)/.dev ## run all tests; the console's want Chromium, see .ci/chromium
	@.ci/chromium
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

probe: $(VENV)/.dev ## render all that the catalogue can ask for and read it back
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m probe tests/probe

chained: $(VENV)/.dev ## run the conformance checks against a server that has a second one make it all
	@GENMUX_CONFORMANCE_CHAINED=1 $(BIN)/python -m pytest -q tests/conformance

check: $(VENV)/.dev ## format, lint, types, architecture
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/mypy && $(BIN)/python -m pytest -q tests/architecture

fix: $(VENV)/.dev ## let the tools mend format and imports
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

bench: $(VENV)/.dev ## measure, as ratios within one run; see benchmarks/README.md
	@$(BIN)/python -m benchmarks

# A binding is compiled where no ready binary can be had; the headers are beside Node.js itself.
.clients/.installed: tests/clients/package.json tests/clients/package-lock.json
	@mkdir -p .clients && cp $^ .clients/
	@npm_config_nodedir="$$(node -p 'path.resolve(process.execPath, "../..")')" \
		npm ci --prefix .clients --silent --no-audit --no-fund
	@touch $@

clients: $(VENV)/.dev .clients/.installed ## let a client that others wrote make something; needs Node.js
	@$(BIN)/python -m tests.clients

live: $(VENV)/.dev ## make one thing at a vendor with your key: VENDOR=fal [MODEL=...] [CAP=0.10], the key in GENMUX_LIVE_KEY
	@$(BIN)/python -m tests.live "$(VENDOR)" "$(MODEL)" "$(or $(CAP),0.10)"

coverage: $(VENV)/.dev ## write docs/coverage.md: what serves and proves each row of the API
	@$(BIN)/python -m tests.docs.coverage

clean: ## remove the environment and what the demo made
	@rm -rf $(VENV) .clients demo-output gallery-output test-output .mypy_cache .pytest_cache .ruff_cache .hypothesis

lock: ## renew the lock files on purpose (needs uv); say why in the commit
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev pyproject.toml -o requirements-dev.lock
