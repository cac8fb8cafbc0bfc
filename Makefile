# `make` alone lists what there is. Everything runs from .venv, made from the committed lock files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

lock: ## renew the lock files on purpose (needs uv); say why in the commit
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev pyproject.toml -o requirements-dev.lock
