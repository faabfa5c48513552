# CMR: two commands do everything. `make run` serves the sample period on http://127.0.0.1:8000, `make test` tests.
SHELL := /bin/bash
PYTHON ?= $(shell for v in python3.13 python3.12 python3.11 python3; do \
	$$v -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$v && break; done)
BIN := .venv/bin
BIND ?= 127.0.0.1:8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run demo test torture lint bench shots requirements pango

# Every file is read in a process of its own, which would otherwise compile our code again each time.
run: demo
	@$(BIN)/python -m compileall -q cmr suppliers
	@echo "CMR is on http://$(BIND) (sign-in codes are printed here; stop with Ctrl-C)"
	@$(BIN)/gunicorn cmr.wsgi --bind $(BIND) --workers 1 --threads 8 --no-control-socket --log-level warning

demo: .venv/.runs pango
	@$(BIN)/python manage.py demo

test: .venv/.tests pango
	$(BIN)/python -m pytest

# Kills real processes; needs the programs of PostgreSQL and Redis. TIMES=1 SECONDS_AT_RANDOM=30 make it short.
TIMES ?= 20
SECONDS_AT_RANDOM ?= 300
torture: .venv/.tests
	$(BIN)/python -m tests.torture --times $(TIMES) --random $(SECONDS_AT_RANDOM)

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	SITE_URL=https://cmr.example SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/.tests pango
	$(BIN)/python -m bench.cmrt
	$(BIN)/python -m bench.filing
	$(BIN)/python -m bench.burst

# Every page at two widths, into screenshots/, with what is wrong with it. DARK=--dark takes them in the dark too.
shots: .venv/.tests pango
	@$(BIN)/python -m tools.shots $(DARK)

.venv/.runs: requirements.txt
	@./tools/python-check "$(PYTHON)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/.tests: .venv/.runs requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# WeasyPrint draws with Pango, a system library.
pango: .venv/.runs
	@./tools/pango-check $(BIN)/python

requirements:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements-dev.in -o requirements-dev.txt
