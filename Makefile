# `make demo` and `make test` do all their own set-up. Everything here runs in .venv; only `make train` needs .venv-train (torch).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CONFIG ?= full
SCRIPTS := $(shell find browser/src -name '*.ts') browser/package.json browser/package-lock.json

.PHONY: demo test check gate evaluate bench train docs clean setup

demo: $(READY)
	@$(BIN)/allegedly demo

test: $(READY)
	$(BIN)/pytest -q

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@if command -v npm >/dev/null; then cd browser && npm ci --ignore-scripts --silent --no-audit --no-fund && npm run --silent check; else echo "no npm: the types of browser/ were not checked"; fi
	$(BIN)/lint-imports

gate: $(READY)  # the reader against ../shared/data/claims, failing under evaluation/floors.json
	$(BIN)/python evaluation/gate.py

evaluate: $(READY)  # every quality figure, with its anchor
	@failed=; for program in gate errors curve heads muc4 wikievents plover factuality seen capitals pronouns prompted russian agreement names entities dates places propositions ecbplus copies origins world truth mutants fronts flags boards history; do \
	  echo; echo "== evaluation/$$program.py"; $(BIN)/python evaluation/$$program.py || failed="$$failed $$program"; done; \
	if test "$$failed"; then echo; echo "failed:$$failed"; exit 1; fi

bench: $(READY)  # every speed figure
	@failed=; for program in read add resolve link copies weigh web recast export; do \
	  echo; echo "== benchmarks/$$program.py"; $(BIN)/python benchmarks/$$program.py || failed="$$failed $$program"; done; \
	if test "$$failed"; then echo; echo "failed:$$failed"; exit 1; fi

docs: $(READY)  # docs/cli.md and docs/schema.md are written by the program; tests/test_docs.py compares them
	$(BIN)/python docs/write.py

train: .venv-train/.ready  # CONFIG=small for 20 minutes instead of a night
	.venv-train/bin/python training/train.py --config $(CONFIG)
	.venv-train/bin/python training/to_onnx.py --run runs/$(CONFIG)
	.venv-train/bin/python training/calibrate.py

setup: $(READY)

# Installing allegedly anew bundles the scripts of the pages where they have changed (browser/build.py), with the node of PyPI if there is none here.
$(READY): pyproject.toml uv.lock $(SCRIPTS)
	@test -x $(BIN)/uv || { echo "setting up .venv (about a minute)"; $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }
	@UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --frozen --quiet --inexact --reinstall-package allegedly
	@touch $@

.venv-train/.ready: training/requirements.txt
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@touch $@

clean:
	rm -rf .venv .venv-train dist
