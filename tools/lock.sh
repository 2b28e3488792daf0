#!/bin/sh
# Write the lock files again after a change of dependencies in pyproject.toml: `make lock`. What is locked stays as it is;
# `make lock ARGS=--upgrade` takes the newest of everything.
# Hashes pin every file; no index address is written, so any mirror will do.
set -eu
.venv/bin/pip install --quiet uv
compile() { .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@" pyproject.toml; }
compile --extra build "$@" -o requirements/run.txt
compile --extra build --extra dev -c requirements/run.txt "$@" -o requirements/dev.txt
compile --extra toplu -c requirements/run.txt "$@" -o requirements/toplu.txt
if .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt; then .venv/bin/python tools/supply_chain.py; fi
