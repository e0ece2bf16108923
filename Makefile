# Two commands matter: `make run` and `make test`. GNU make 3.81 or newer.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-browser budgets openapi bench lint types contracts migrations stop clean-data doctor manage requirements

PY := .venv/bin/python
LISTS := bootstrap base production local test bench
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome || true)
# Compiled modules are kept, whatever the machine says: without them each process compiles some 1,900 files, 3 s of work.
unexport PYTHONDONTWRITEBYTECODE
# Checks read the code alone; an empty address keeps them off the databases of a running `make run`.
NO_SERVICES := DATABASE_URL= DATABASE_URL_FILE= REDIS_URL= REDIS_URL_FILE= CACHE_URL= CACHE_URL_FILE=
EPHEMERAL := $(PY) -m apps.core.supervisor.ephemeral --

# install LIST: .venv with requirements/LIST.txt, made by the first Python that can; at once when it is there already.
define install
@for python in $(PYTHON) python3.11 python3; do \
  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    exec "$$python" -m apps.core.supervisor.bootstrap $(1); \
  fi; \
done; \
echo "Python 3.11 with venv and pip is needed (Debian: apt-get install python3.11-venv; or make PYTHON=/path/to/python3.11 ...)" >&2; \
exit 1
endef

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: ## everything, from databases to web; prints one URL; Ctrl-C ends it (PORT=8000, LOG=web,worker)
	$(call install,local)
	@exec $(PY) -m apps.core.supervisor up $(if $(filter command,$(origin PORT)),--port $(PORT))

test: ## all checks and tests, with databases of their own, also beside a running `make run`
	$(call install,test)
	@$(MAKE) --no-print-directory types & types=$$!; \
	$(MAKE) --no-print-directory lint contracts migrations; others=$$?; \
	wait $$types && exit $$others
ifeq ($(CHROMIUM),)
	@echo "Browser tests did not run: no chromium (make test-browser)"
endif
	@VITRINE_CHROMIUM="$(CHROMIUM)" exec $(EPHEMERAL) $(PY) -m pytest -n 2 $(ARGS)

test-browser: ## the tests that need a browser; root on Debian gets chromium installed
	$(call install,test)
	@if [ -z "$(CHROMIUM)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium || true; \
	fi; \
	chromium=$$(command -v chromium || command -v chromium-browser || command -v google-chrome); \
	if [ -z "$$chromium" ]; then \
	  echo "Browser tests did not run: no chromium, and only root on Debian can install it here"; \
	else \
	  VITRINE_CHROMIUM="$$chromium" exec $(EPHEMERAL) $(PY) -m pytest -m browser tests/browser $(ARGS); \
	fi

budgets: ## write down anew how many queries each list and page takes (tests/budgets/queries.toml)
	$(call install,test)
	@exec $(EPHEMERAL) $(PY) -m pytest tests/test_query_budgets.py --write-budgets -q -p no:randomly

openapi: ## write the OpenAPI documents and docs/versions.md anew; names what would break clients (ARGS="--break v2")
	$(call install,test)
	@$(NO_SERVICES) $(PY) manage.py openapi $(ARGS)

bench: ## measure beside limits and peers, on the databases of a running `make run` (ARGS=import; ARGS=--help)
	$(call install,bench)
	@exec $(PY) -m benchmarks $(ARGS)

lint: ## style and mistakes (ruff, djlint)
	$(call install,test)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djlint --lint --quiet templates apps

types: ## types (mypy)
	$(call install,test)
	$(NO_SERVICES) $(PY) -m mypy

contracts: ## who may import whom (import-linter)
	$(call install,test)
	$(NO_SERVICES) $(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

migrations: ## every change of a model has its migration
	$(call install,test)
	$(NO_SERVICES) $(PY) manage.py makemigrations --check --dry-run

stop: ## end the run of this clone, and what a killed one left behind
	@$(or $(wildcard $(PY)),python3) -m apps.core.supervisor stop

clean-data: ## remove databases, uploads, mails and logs of this clone; refuses while it runs
	@$(or $(wildcard $(PY)),python3) -m apps.core.supervisor clean-data

doctor: ## look whether this machine can run the shop
	@$(or $(wildcard $(PY)),python3) -m apps.core.supervisor doctor

manage: ## any command of Django's: make manage ARGS="createsuperuser"
	$(call install,local)
	@exec $(PY) manage.py $(ARGS)

requirements: ## compile requirements/*.in again, with hashes, for Linux and macOS
	$(call install,test)
	@for list in $(LISTS); do \
	  $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --custom-compile-command "make requirements" \
	    requirements/$$list.in -o requirements/$$list.txt || exit 1; \
	done
