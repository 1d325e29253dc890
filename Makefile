# make demo: from nothing to an answer.  make test: from nothing to a tested checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo/index
# An editable install names this checkout: in a linked environment it would take the commands away from the other one.
INSTALL = test ! -L $(VENV) || { echo "$(VENV) is a link: remove it, and make an environment of this checkout's own" >&2; exit 1; }; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast soak check check-deploy generated kibana lint docs bench clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "xtsearch needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	@$(INSTALL) .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(INSTALL) '.[dev]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@$(INSTALL) '.[dev,bench]'
	@touch $@

demo: $(VENV)/.installed  ## install, index seeds/ into the embedded engine, ask it
	$(BIN)/xtsearch --index $(DEMO) index seeds/
	$(BIN)/xtsearch --index $(DEMO) query 专项整治
	@echo
	@echo 'Ask on:  export XTSEARCH_INDEX=$(DEMO);  $(BIN)/xtsearch query 湘潭'

test: $(VENV)/.installed-dev  ## run every test, on both engines
	$(BIN)/python -m tests.support.elasticsearch_server --prepare
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: $(VENV)/.installed-dev  ## two minutes of tests: neither those that need a server nor slow ones
	$(BIN)/python -m pytest --fast -n 2 --dist loadfile

soak: $(VENV)/.installed-dev  ## kill runs at random moments under load, compare both engines on the news: long
	$(BIN)/python -m tests.soak
	$(BIN)/python -m pytest tests/soak_cluster.py

lint: $(VENV)/.installed-dev  ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## all that must hold before a commit

check-deploy: $(VENV)/.installed-dev  ## what deploys it: compose files, images, settings; played without containers
	$(BIN)/python -m pytest tests/deploy

kibana: $(VENV)/.installed  ## the dashboards' saved objects, from deploy/kibana/dashboards.yaml
	$(BIN)/python -m deploy.kibana.build

generated: $(VENV)/.installed-dev kibana  ## all files that the code writes: run it when a test says that one is out of date
	$(BIN)/python -m tests.project.test_docs               # docs/cli.md
	$(BIN)/python -m tests.queries.test_template_schema    # queries/templates/template.schema.json
	$(BIN)/python -m tests.xtsearch.test_face              # tests/data/face.txt: review the difference

bench: $(VENV)/.installed-bench  ## speed and relevance, side by side with peers
	$(BIN)/python -m benchmarks

clean:  ## remove what make made
	rm -rf $(VENV) .demo dist build
