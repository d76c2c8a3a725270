# make run    install, ingest the shipped corpus, open the browser front end
# make test   install, run the tests
# make check  what CI runs: ruff, mypy --strict, import-linter, tests
#
# PYTHON=python3.11       the interpreter to build the environment from
# TRANSFORMERS=1          install sentence-transformers and torch too (other encoders; see README for the CPU build)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501
export POLICYKB_HOME ?= $(CURDIR)/.kb
export HF_HUB_OFFLINE ?= 1

comma := ,
EXTRAS := dev$(if $(TRANSFORMERS),$(comma)transformers)

.PHONY: run ingest serve test check lint screenshots clean

run: ingest serve

ingest: $(VENV)/.run
	$(BIN)/policykb ingest corpus

serve: $(VENV)/.run
	@command -v fc-list >/dev/null && ! fc-list :lang=zh | grep -q . && \
	  echo "提示：本机没有中文字体，若浏览器也在本机，请安装：sudo apt-get install fonts-noto-cjk" || true
	@echo "请在浏览器打开 http://127.0.0.1:$(PORT) ，按 Ctrl+C 退出"
	$(BIN)/policykb serve --port $(PORT)

test: $(VENV)/.dev needs-browser
	$(BIN)/python -m pytest

check: lint test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: $(VENV)/.dev needs-browser
	$(BIN)/python -m tests.ui.screenshots docs/images

.PHONY: needs-browser
needs-browser:
	@command -v chromium >/dev/null || \
	  echo "note: no chromium: browser tests will be skipped (sudo apt-get install chromium fonts-noto-cjk)"
	@command -v fc-list >/dev/null && fc-list :lang=zh | grep -q . || \
	  echo "note: no Chinese fonts: screenshots would show boxes (sudo apt-get install fonts-noto-cjk)"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: sudo apt-get install python3.11 python3.11-venv"; exit 1; }
	@command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) is not found: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "policykb needs Python 3.11, $(PYTHON) is another: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "venv is missing: sudo apt-get install python3-venv"; exit 1; }

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .kb build dist
