# What the scripts of bin/ share. Sourced, not run.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

say() { printf '\033[1m%s\033[0m\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# need COMMAND HINT: fails with what is missing and how to get it.
need() {
    command -v "$1" >/dev/null 2>&1 || fail "Il manque « $1 » : $2"
}

need_rust() {
    # rustup's own folder, when the shell has not read it
    [ -d "$HOME/.cargo/bin" ] && PATH="$HOME/.cargo/bin:$PATH"
    need cargo "installez Rust 1.95 ou plus récent (https://rustup.rs)."
    need cc "installez un compilateur C (Debian : apt-get install build-essential)."
}

need_node() {
    need node "installez Node.js 20 ou plus récent (Debian 12 : voir https://nodejs.org)."
    need npm "installez npm (il vient avec Node.js)."
}

# debian_packages FILE:PACKAGE…: installs the packages whose file is missing, when it may.
debian_packages() {
    local missing=()
    local pair
    for pair in "$@"; do
        # a file, or a command
        if [ ! -e "${pair%%:*}" ] && ! command -v "${pair%%:*}" >/dev/null 2>&1; then
            missing+=("${pair#*:}")
        fi
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installation des paquets Debian : ${missing[*]}"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
        fail "Il manque des paquets Debian : apt-get install ${missing[*]}"
    fi
}

# postgres_tools: where the server's programs are, in PG_BIN.
postgres_tools() {
    debian_packages /usr/lib/postgresql:postgresql
    PG_BIN=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
    [ -x "$PG_BIN/initdb" ] || fail "Il manque le serveur PostgreSQL : apt-get install postgresql"
}

# The server refuses to run as root: then it runs as the user that its package made.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# start_postgres: a server of the tests' own, on a free port, without durability (its data are
# thrown away). Sets PREAU_TEST_POSTGRES; it stops with the script.
start_postgres() {
    postgres_tools
    PG_DATA=$(mktemp -d /tmp/preau-postgres.XXXXXX)
    [ "$(id -u)" -eq 0 ] && chown postgres "$PG_DATA"
    local port
    port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    as_postgres "$PG_BIN/initdb" -D "$PG_DATA/data" -U preau -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    as_postgres "$PG_BIN/pg_ctl" -D "$PG_DATA/data" -w -l "$PG_DATA/log" start >/dev/null \
        -o "-p $port -k $PG_DATA -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=400 -c shared_buffers=128MB"
    trap stop_postgres EXIT
    export PREAU_TEST_POSTGRES="postgres://preau@127.0.0.1:$port/postgres"
}

stop_postgres() {
    if [ -n "${PG_DATA:-}" ]; then
        as_postgres "$PG_BIN/pg_ctl" -D "$PG_DATA/data" -m immediate stop >/dev/null 2>&1 || true
        rm -rf "$PG_DATA"
        PG_DATA=
    fi
}
