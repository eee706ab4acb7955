# Two commands are enough: `make nightly` and `make test`. Both do all set-up.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEV_READY := .venv/.ready-dev

# Two workers: one begins with the first test, one in the middle, and who is done takes from the other.
EVEN := -n 2 --dist worksteal
# Two workers that take file after file in this order, since what a file needs takes whole nights:
# by the number of tests, as is usual, the long files of few tests would come last.
BY_FILE := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: setup setup-spark nightly first-nights another-night docs test test-fast test-nights test-slow test-kills test-postgres spark-up spark-down test-spark test-spark-nights test-gate tour-gate fuzz-definitions lint lint-python lint-models bench bench-scale bench-engines bench-incremental bench-cli bench-gate bench-site bench-matching lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Python: is $$($(PYTHON) --version 2>&1), needs 3.11 to 3.13. Name one: make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setting up .venv from requirements.lock (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements-dev.lock $(READY)
	@echo "setting up what the tests need from requirements-dev.lock (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# axe-core, for the browser tests; where npm is missing they say so in one line.
NODE_READY := tests/browser/node_modules/.ready
$(NODE_READY): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --prefix tests/browser && touch $@; fi

# The demo company and its six nights; from then on another night of it. Findings are what a night is
# for, so rules that failed are a night that ran.
nightly: $(if $(wildcard demo/site/index.html),another-night,first-nights)

first-nights: $(READY)
	@$(BIN)/truth demo

another-night: $(READY)
	@$(BIN)/truth nightly --exit-zero --project demo --home demo

test: $(DEV_READY)
	@$(MAKE) --no-print-directory --jobs 2 lint
	@$(BIN)/python -m pytest $(EVEN) tests/end_to_end tests/unit tests/planted

lint: lint-python lint-models

lint-python: $(DEV_READY)
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check --quiet src tests benchmarks
	@$(BIN)/mypy

lint-models: $(DEV_READY)
	@$(BIN)/sqlfluff lint --disable-progress-bar models
	@$(BIN)/truth lint

# The documentation as a site that opens from disk. Not --quiet, which would overlook dead links.
docs: $(DEV_READY)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
	@echo "Site     docs-site/index.html"

# Many whole nights: bad input, interruptions, identity, outcomes, Olist; and the sites in a browser.
test-nights: $(DEV_READY) $(NODE_READY)
	@$(BIN)/python -m pytest $(BY_FILE) -m "not slow" tests/browser tests/nights

# A hundred commands killed at random moments, and what they leave: about an hour.
test-kills: $(DEV_READY)
	@$(BIN)/python -m tests.nights.kills 100

test-fast: $(DEV_READY)
	@$(BIN)/python -m pytest $(EVEN) tests/unit

# On PostgreSQL only what asks it: `make test` has run the same on DuckDB.
test-postgres: $(DEV_READY)
	@$(BIN)/python -m tests.postgres.with_server $(BIN)/python -m pytest $(BY_FILE) -m "not slow" tests/postgres \
		tests/planted tests/unit/expectations tests/unit/quality/test_figures.py tests/unit/quality/test_most_alike.py \
		tests/unit/predicate/test_predicate_means_the_same_everywhere.py tests/unit/matching/test_night.py \
		tests/unit/models tests/unit/ended tests/unit/lifecycle tests/unit/identity \
		--ignore tests/unit/models/test_models.py --ignore tests/unit/expectations/test_duckdb_dialect.py

# pyspark and dbt's adapter for it, which the default install leaves out.
SPARK_READY := .venv/.ready-spark
$(SPARK_READY): requirements-spark.lock $(READY)
	@echo "setting up what Spark needs from requirements-spark.lock (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

setup-spark: $(SPARK_READY)

# A cluster of your own: a master, two workers and the Connect server, in the folder .spark. It prints
# the variable that reaches it; `make spark-down` ends it and keeps its tables.
spark-up: $(DEV_READY) $(SPARK_READY)
	@$(BIN)/python -m tests.spark.cluster up .spark

spark-down:
	@$(BIN)/python -m tests.spark.cluster down .spark

# What is said to Spark, and what stands there, on a cluster that it brings up and takes down: minutes.
test-spark: $(DEV_READY) $(SPARK_READY)
	@$(BIN)/python -m tests.spark.with_cluster $(BIN)/python -m pytest tests/spark

# A night and a gate of the demo company on such a cluster, row by row beside DuckDB's: half an hour.
test-spark-nights: $(DEV_READY) $(SPARK_READY)
	@$(BIN)/python -m tests.spark.with_cluster $(BIN)/python -m pytest -m "not slow" tests/spark_nights

# What the gate counts against two whole nights of each change, and every kind of change: half an hour.
test-gate: $(DEV_READY)
	@$(BIN)/python -m pytest $(EVEN) -m "not slow" tests/gate

# Before a release: what test-nights and test-gate leave out, kills and whatever takes several nights. Two hours.
test-slow: $(DEV_READY) $(SPARK_READY)
	@$(BIN)/python -m pytest $(BY_FILE) -m slow tests/nights tests/gate
	@$(BIN)/python -m tests.postgres.with_server $(BIN)/python -m pytest $(BY_FILE) -m slow tests/postgres
	@$(BIN)/python -m tests.spark.with_cluster --plain $(BIN)/python -m pytest -m slow tests/spark_nights

# Six changes of definitions in a throw-away clone, each gated: about two minutes.
tour-gate: $(DEV_READY)
	@$(BIN)/python -m tests.gate.tour

# Ten thousand mutants of the definitions: refused in words, or ready for a night. About ten minutes.
fuzz-definitions: $(DEV_READY)
	@$(BIN)/python -m tests.fuzz.definitions 10000

# The other tools of the benchmark, which do not get along with ours.
OTHERS_READY := .venv-bench/.ready
$(OTHERS_READY): benchmarks/checking/requirements.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# What checking costs beside the alternatives on the same file: about two minutes. More of it by
# BENCH="--rows 10000000 --rules 300 --failing 0.05 --json FILE".
bench: $(READY) $(OTHERS_READY)
	@$(BIN)/python -m benchmarks.checking $(BENCH)

# Nights of 2,000, 20,000 and 100,000 customers: about five minutes. Others by BENCH="--sizes 1000000".
bench-scale: $(READY)
	@$(BIN)/python -m benchmarks.scale $(BENCH)

# The same company on DuckDB, PostgreSQL and Spark, whose servers it brings up: half an hour.
# Others by BENCH="--customers 20000", or of extracts of your own by BENCH="--raw DIR --sources A,B".
bench-engines: $(DEV_READY) $(SPARK_READY)
	@$(BIN)/python -m tests.postgres.with_server $(BIN)/python -m tests.spark.with_cluster \
		$(BIN)/python -m benchmarks.engines $(BENCH)

# Nights after nothing, some and all of 20,000 customers' rows changed: about eight minutes.
bench-incremental: $(READY)
	@$(BIN)/python -m benchmarks.incremental $(BENCH)

# The commands that look something up, beside a bare start of Python: about two minutes.
bench-cli: $(READY)
	@$(BIN)/python -m benchmarks.cli

# Where a gate's time goes, beside two whole nights of the same change: about three minutes.
bench-gate: $(READY)
	@$(BIN)/python -m benchmarks.gate

# The sites of 10,000 rules and 1,000,000 exceptions, opened in Chromium: about five minutes.
bench-site: $(DEV_READY)
	@$(BIN)/python -m benchmarks.site

# FEBRL's persons and a million demo customers: about a quarter of an hour, 10 GB of disk.
bench-matching: $(READY)
	@$(BIN)/python -m benchmarks.matching

# Needs uv; the locks hold for every supported Python and platform.
LOCK := uv pip compile --quiet --universal --no-header --no-emit-index-url --no-annotate --no-strip-extras \
	--generate-hashes --python-version 3.11 pyproject.toml

lock:
	$(LOCK) --extra build -o requirements.lock
	$(LOCK) --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --extra build --extra dev --extra spark -c requirements-dev.lock -o requirements-spark.lock

clean:
	rm -rf .venv .venv-bench demo raw warehouse site .site docs-site target logs
