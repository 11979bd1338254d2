# The words of this project: make demo | test | check | bench | install. Nothing else need be known to begin.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: install demo test check bench mutants messages lock

install: .venv/installed

.venv/installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Podium needs Python 3.11 or newer; say make PYTHON=python3.12, for instance.")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make a virtual environment. On Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: install
	@PORT=$(PORT) $(BIN)/python -m scoreboard_site.demo

test: install check
	$(BIN)/python -m pytest

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	DEBUG=1 $(BIN)/mypy
	DEBUG=1 $(BIN)/python manage.py check --fail-level WARNING
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/test_architecture.py

bench: install
	$(BIN)/python -m bench

# Changes the scoring engine in two thousand ways and lists those that no test notices (docs/mutants.md).
mutants: install
	SECRET_KEY=only-for-tests $(BIN)/mutmut run
	$(BIN)/mutmut results

# Collects every text into locale/ and compiles what is translated (needs gettext). A new language: make messages LANGUAGE=fr
LANGUAGE ?=
messages: install
	$(BIN)/python manage.py makemessages --all $(if $(LANGUAGE),-l $(LANGUAGE)) --no-location --no-wrap --no-obsolete -i 'tests/*' -i 'bench/*' -i '.venv/*'
	$(BIN)/python manage.py compilemessages -i '.venv/*'

# Pins anew what pyproject.toml asks for (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
