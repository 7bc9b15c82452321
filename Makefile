# make run    the default counterfactual, building the environment first if needed
# make test   all tests, building the environment first if needed
PYTHON ?= python3
SCENARIO ?= nqp-and-cbam
BIN := .venv/bin
# Every warning is an error, and a link to nowhere is a warning.
SPHINX := $(BIN)/sphinx-build -q -W --keep-going --nitpicky -c docs -d docs/_build/read
# Each writes generated pages of docs/ anew.
PAGES := tools.api tools.commands tests.economy.test_equations_page tests.economy.test_receipts \
	tests.results.statistics_page tests.results.standard_experiments tests.gallery.nafta \
	tests.scenarios.library_page tests.indicators.page tests.results.test_why_page \
	tests.validation.page tests.results.leakage_page tests.pages tests.pages.pictures

.PHONY: help env run test lint format expected pages docs linkcheck bench hard-cases wheel try-wheel \
	clean

help:
	@echo "make env     build .venv in this folder and stop (PYTHON=... picks the interpreter, CGE_IPOPT=... the IPOPT)"
	@echo "make run     run the default counterfactual (SCENARIO=... picks another)"
	@echo "make test    run all tests"
	@echo "make lint    check style and types"
	@echo "make format  rewrite the code in the project's style"
	@echo "make expected  renew the expected results of scenarios whose numbers have changed"
	@echo "make pages   write the generated pages of docs/ anew"
	@echo "make docs    build the site of the documentation into docs/_build/html"
	@echo "make linkcheck  try the documentation's links to other sites"
	@echo "make bench   measure the engine"
	@echo "make hard-cases  what becomes of very large shocks"
	@echo "make wheel   build the wheel and the source distribution into dist/"
	@echo "make try-wheel  install what \`make wheel\` built in empty environments, and solve there"
	@echo "make clean   remove .venv, caches, and all that was built"

env:
	@command -v $(firstword $(PYTHON)) >/dev/null || { \
		echo "Missing: $(PYTHON) (Python 3.11 or newer). On Debian or Ubuntu: sudo apt install python3" >&2; exit 1; }
	@$(PYTHON) tools/environment.py

run: env
	$(BIN)/cge run $(SCENARIO)

# Tests start many processes, which read the code compiled once, also where the shell says not to.
test: export PYTHONDONTWRITEBYTECODE :=
test: env
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadscope

lint: env
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: env
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

expected: env
	@$(BIN)/python -W ignore -m tools.expected

# After expected, where both are asked for: pages read the expected results.
pages: env
	@for page in $(PAGES); do $(BIN)/python -m $$page || exit 1; done

docs: docs-env
	$(SPHINX) -b html . docs/_build/html

linkcheck: docs-env
	$(SPHINX) -b linkcheck . docs/_build/links

.PHONY: docs-env
docs-env: env
	@$(PYTHON) tools/environment.py docs

bench: env
	$(BIN)/python -m benchmarks.run

hard-cases: env
	$(BIN)/python -m benchmarks.hard_cases

wheel: env
	$(BIN)/python -m build --outdir dist

try-wheel:
	$(PYTHON) tools/try_wheel.py dist

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist docs/_build
