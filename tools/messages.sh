#!/bin/sh
# Takes the texts that people read out of the program and into the English catalogue; what is new there is empty.
# tests/unit/test_language.py fails until each has its English.
set -eu
cd "$(dirname "$0")/.."
pybabel=.venv/bin/pybabel
catalogue=src/kbs_envanter/locale/en/LC_MESSAGES/messages.po
template=$(mktemp)
trap 'rm -f "$template"' EXIT
"$pybabel" -q extract -F babel.cfg -k N_ -k t -o "$template" --no-location --sort-output --omit-header src/kbs_envanter
"$pybabel" -q update -i "$template" -o "$catalogue" -l en --no-fuzzy-matching --omit-header --ignore-obsolete --no-wrap
