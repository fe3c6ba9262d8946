# Everything runs in .venv, which is made from the lock files with nothing but Python and make.
#
#   make demo     crawl the sample, extract, index, and serve it at http://127.0.0.1:8000
#   make test     all tests, in a real browser too where Chromium is installed
#   make test-opensearch   those that need a cluster of OpenSearch, with three nodes on this machine (Java 17, Maven)
#   make lint     style and types
#   make bench    the benchmarks: ratios against a named peer in the same run
#   make lock     write the lock files again from pyproject.toml

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install demo test test-opensearch check-html lint format sample bench bench-api bench-site bench-search bench-agreement bench-relevance bench-citations bench-extract bench-cluster bench-crawl bench-update bench-kills bench-outage bench-opensearch lock clean

help:
	@sed -n 's/^#   //p' Makefile

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Vraagbaak needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/vraagbaak demo

# A process a core; the tests of one file stay together, as they share what takes long to make.
test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

NODE := tests/opensearch/target/node.jar

$(NODE): tests/opensearch/pom.xml $(shell find tests/opensearch/src -type f)
	mvn --quiet --batch-mode --file tests/opensearch/pom.xml package
	@touch $@

# One process, as all these tests share three nodes, which take some 400 MB each.
test-opensearch: $(READY) $(NODE)
	OPENSEARCH_NODES=1 $(BIN)/python -m pytest -k opensearch tests/indexer/engines tests/indexer/index/test_build.py \
		tests/indexer/search/test_what_is_typed.py

# Every page of the site through the Nu HTML checker of the W3C, which needs npm and Java.
check-html: $(READY)
	npm install --silent --no-fund --no-audit --prefix .tools vnu-jar
	$(BIN)/python -m pytest tests/web/test_every_page.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

sample: $(READY)
	$(BIN)/python data/sample/make.py

bench: bench-search bench-relevance bench-citations bench-extract bench-crawl bench-update

# make bench-search N=100000, or CORPUS=data/corpus.sqlite
bench-search: $(READY)
	$(BIN)/python -m benchmarks.search $(if $(N),--questions $(N)) $(if $(CORPUS),--corpus $(CORPUS))

# Ten thousand generated requests, held against the description of the API: make bench-api REQUESTS=10000 CORPUS=data/corpus.sqlite
bench-api: $(READY)
	$(BIN)/python -m benchmarks.api $(if $(REQUESTS),--requests $(REQUESTS)) $(if $(CORPUS),--corpus $(CORPUS))

# make bench-site N=100000 SECONDS=60, or CORPUS=data/corpus.sqlite; KEEP=/var/tmp/site keeps what was built
bench-site: $(READY)
	$(BIN)/python -m benchmarks.site $(if $(N),--questions $(N)) $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(CORPUS),--corpus $(CORPUS)) $(if $(KEEP),--keep $(KEEP))

# Whether all engines find the same: make bench-agreement N=20000, or CORPUS=data/corpus.sqlite
bench-agreement: $(READY)
	$(BIN)/python -m benchmarks.agreement $(if $(N),--questions $(N)) $(if $(CORPUS),--corpus $(CORPUS))

# make bench-relevance CORPUS=data/corpus.sqlite
bench-relevance: $(READY)
	$(BIN)/python -m benchmarks.relevance $(if $(CORPUS),--corpus $(CORPUS))

# make bench-citations CORPUS=data/corpus.sqlite SHOW=1
bench-citations: $(READY)
	$(BIN)/python -m benchmarks.citations $(if $(CORPUS),--corpus $(CORPUS)) $(if $(SHOW),--show)

# Files to measure with may be given: make bench-extract FILES=data/archive/files
bench-extract: $(READY)
	$(BIN)/python -m benchmarks.extract $(FILES)

# An archive to measure with may be given: make bench-cluster ARCHIVE=data/archive WORKERS=4
bench-cluster: $(READY)
	$(BIN)/python -m benchmarks.cluster $(ARCHIVE) $(if $(WORKERS),--workers $(WORKERS))

# Another server may be given that knows --port, --log, --latency and --until: make bench-crawl SERVE="python3 serve.py"
bench-crawl: $(READY)
	$(BIN)/python -m benchmarks.crawl $(if $(SERVE),--serve "$(SERVE)")

bench-update: $(READY)
	$(BIN)/python -m benchmarks.update $(if $(SERVE),--serve "$(SERVE)")

# Not a measurement but an endurance test: make bench-kills KILLS=30 SERVE="..."
bench-kills: $(READY)
	$(BIN)/python -m benchmarks.kills $(if $(SERVE),--serve "$(SERVE)") $(if $(KILLS),--kills $(KILLS))

# Not a measurement either: one of three nodes is killed under a load, and comes back.
bench-outage: $(READY) $(NODE)
	$(BIN)/python -m benchmarks.outage $(if $(N),--questions $(N)) $(if $(CORPUS),--corpus $(CORPUS)) $(if $(SECONDS),--seconds $(SECONDS))

# Three nodes on this machine: make bench-opensearch N=20000, or CORPUS=data/corpus.sqlite
bench-opensearch: $(READY) $(NODE)
	$(BIN)/python -m benchmarks.opensearch $(if $(N),--questions $(N)) $(if $(CORPUS),--corpus $(CORPUS))

lock: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info dist
