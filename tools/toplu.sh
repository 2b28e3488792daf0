#!/bin/sh
# What the nightly jobs on Apache Sedona need beside the program: Java, the extra's Python packages (locked) and Sedona's
# Java archives (pinned by hash), which Maven fetches into .kbs/jar. Nothing else needs this.
set -eu
for program in java mvn; do
    command -v "$program" >/dev/null && continue
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless maven
    else
        echo "✗ $program gerekli: apt-get install openjdk-17-jre-headless maven / $program is needed" >&2
        exit 1
    fi
done
stamp=".venv/toplu-$(cksum < requirements/toplu.txt | tr ' ' '-')"
if [ ! -e "$stamp" ]; then
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/toplu.txt
    rm -f .venv/toplu-*
    touch "$stamp"
fi
.venv/bin/python tools/toplu_jars.py "${KBS_TOPLU_JAR:-.kbs/jar}"
