#!/bin/sh
# Set up what `make run` and `make test` need, once: Python packages, browser files, PostgreSQL with PostGIS and,
# for tests, Chromium. A second run checks and ends in well under a second.
#   tools/bootstrap.sh run|test
set -eu
mode=$1
begun=$(date +%s)

say() { printf '%s\n' "$*" >&2; }
done_in() { say "✓ $1 ($(($(date +%s) - begun)) s)"; }

may_be_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; }
}
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# quietly COMMAND...: its words go to a file that is shown only when it fails.
quietly() {
    mkdir -p .kbs
    "$@" > .kbs/kurulum.log 2>&1 </dev/null || { cat .kbs/kurulum.log >&2; say "✗ $*"; exit 1; }
}

# apt_install WHAT PACKAGE...: install system packages, or say in one sentence what to do instead.
apt_install() {
    what=$1; shift
    if ! command -v apt-get >/dev/null || ! may_be_root; then
        say "✗ $what gerekli: yöneticinize 'apt-get install $*' dedirtin ya da 'docker compose up' kullanın. / $what is needed: have an administrator run 'apt-get install $*', or use 'docker compose up'."
        exit 1
    fi
    say "… $what kuruluyor / installing: $*"
    quietly as_root apt-get update
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

find_python() {
    for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$candidate"; return; fi
    done
    say "✗ Python 3.11 ya da yenisi gerekli: apt-get install python3 / Python 3.11 or newer is needed: apt-get install python3"
    exit 1
}

make_venv() {
    [ -x .venv/bin/pip ] && .venv/bin/python -c '' 2>/dev/null && return
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        apt_install "Python venv" "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    rm -rf .venv
    "$python" -m venv .venv
}

install_python_packages() {
    lock=$1
    stamp=".venv/kurulu-$(cat "$lock" pyproject.toml | cksum | tr ' ' '-')"
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(pwd)" ] && return
    say "… Python paketleri kuruluyor / installing Python packages"
    quietly .venv/bin/pip install --disable-pip-version-check --require-hashes -r "$lock"
    quietly .venv/bin/pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
    rm -f .venv/kurulu-*
    pwd > "$stamp"
}

has_postgis() { .venv/bin/python -c 'from kbs_envanter.store.cluster import find_binaries; find_binaries()' 2>/dev/null; }

install_postgis() {
    if [ -n "${KBS_DATABASE_URL:-}" ] || has_postgis; then return; fi
    if may_be_root && command -v apt-get >/dev/null; then
        # The package would also start a cluster of its own on port 5432; nobody asked for one.
        drop_in=/etc/postgresql-common/createcluster.d/kbs-envanter.conf
        as_root mkdir -p "${drop_in%/*}"
        echo "create_main_cluster = false" | as_root tee "$drop_in" >/dev/null
        quietly as_root apt-get update
    fi
    package=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' 2>/dev/null | cut -d' ' -f1 | sort -t- -k2,2n | tail -1)
    apt_install "PostgreSQL + PostGIS" "${package:-postgresql-15-postgis-3}"
    as_root rm -f "$drop_in"
    .venv/bin/python -c 'from kbs_envanter.store.cluster import find_binaries; find_binaries()'
}

install_chromium() {
    # Playwright drives the browser by a program of its own, which needs libatomic.
    [ -x "${KBS_CHROMIUM:-/usr/bin/chromium}" ] && .venv/bin/playwright --version >/dev/null 2>&1 ||
        apt_install "Chromium" chromium fonts-dejavu-core libatomic1
}

# What deployment puts around the program, for the tests that try it; they are left out where it is missing. Only on a
# machine of CI: the packages bring services that a person's own machine would start with.
install_neighbours() {
    [ "${CI:-}" = true ] && may_be_root || return 0
    command -v nginx >/dev/null && command -v pgbouncer >/dev/null && command -v bwrap >/dev/null && return
    policy=/usr/sbin/policy-rc.d
    [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null; as_root chmod +x $policy; ours=1; }
    apt_install "nginx, PgBouncer, bubblewrap" nginx-light pgbouncer bubblewrap
    [ -z "${ours:-}" ] || as_root rm -f $policy
}

make_venv
[ "$mode" = test ] && : > .venv/gelistirici  # from now on the developer's packages are kept up to date too
if [ -e .venv/gelistirici ]; then install_python_packages requirements/dev.txt; else install_python_packages requirements/run.txt; fi
done_in "Python"
.venv/bin/python tools/vendor_assets.py
done_in "tarayıcı dosyaları / browser files"
install_postgis
if [ "$mode" = test ]; then install_chromium; install_neighbours; fi
done_in "PostgreSQL + PostGIS"
