# Boucle. « make help » liste les commandes.
.DEFAULT_GOAL := help
.PHONY: help install demo serve stop reset test check lock format
SHELL := /bin/sh

# The first Python that is recent enough; PYTHON=… chooses another.
find_python = set -- $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; \
	for python in "$$@"; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then break; fi; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Boucle demande Python 3.11 ou plus récent ; aucun n'a été trouvé sur cette machine." >&2; exit 1; \
	fi
setup = $(find_python); "$$python" tools/setup.py
bin := .venv/bin
# The journeys alone: a browser, a server and its base want both processors.
all_tests = failed=0; \
	$(bin)/python -m pytest -n 2 --ignore=tests/journeys || failed=1; \
	$(bin)/python -m pytest tests/journeys || failed=1; \
	exit $$failed

help: ## afficher cette aide
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## préparer l'environnement, sans rien lancer
	@$(setup)

demo: ## installer, remplir et lancer le cabinet de démonstration
	@export BOUCLE_T0=$$(date +%s); export BOUCLE_STEP="[1/5] "; $(setup) && $(bin)/boucle start --demo

serve: ## lancer le site sur les données présentes
	@export BOUCLE_T0=$$(date +%s); export BOUCLE_STEP="[1/4] "; $(setup) && $(bin)/boucle start

stop: ## arrêter le site et la base
	@if [ -x $(bin)/boucle ]; then $(bin)/boucle stop; else echo "Rien ne tournait."; fi

reset: ## effacer toutes les données
	@if [ -x $(bin)/boucle ]; then $(bin)/boucle reset; fi

test: ## lancer tous les tests
	@$(setup) --dev
	@$(if $(strip $(ARGS)),$(bin)/python -m pytest -n 2 $(ARGS),$(all_tests))

check: ## vérifier forme, types, imports et gabarits
	@$(setup) --dev
	@$(bin)/python tools/check.py

format: ## mettre en forme le code et les gabarits
	@$(setup) --dev
	@$(bin)/ruff check --fix-only --quiet . ; $(bin)/ruff format --quiet .

lock: ## recalculer les versions et leurs empreintes
	@$(setup) --dev
	@for set in base dev; do \
	  $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(ARGS) \
	    requirements/$$set.in -o requirements/$$set.txt || exit 1; \
	done
