#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL for tests: on a private socket, without a network, forgotten when it stops.
#
#   tools/pg.sh start [PID]   starts one and prints its URL; it stops when the process PID has ended
#   tools/pg.sh stop FOLDER   stops the one in FOLDER and removes it
#
# Exits with 3 and a sentence when PostgreSQL is not installed.
set -eu

bin=""
for folder in "${GOODWORD_POSTGRES_BIN:-}" /usr/lib/postgresql/*/bin /opt/homebrew/bin /usr/local/bin; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then bin=$folder; fi
done

# initdb refuses to run as root, so root hands the work to the user that Debian's package made.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

stop() {
    folder=$1
    case $folder in
    */goodword-pg.*) ;;
    *)
        echo "tools/pg.sh did not make $folder." >&2
        exit 2
        ;;
    esac
    if [ -f "$folder/data/postmaster.pid" ]; then
        as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$folder"
}

start() {
    watched=${1:-}
    if [ -z "$bin" ]; then
        echo "PostgreSQL is not installed. On Debian: apt-get install postgresql" >&2
        exit 3
    fi
    if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
        echo "There is no user postgres, and PostgreSQL does not run as root." >&2
        exit 3
    fi
    folder=$(mktemp -d /tmp/goodword-pg.XXXXXX)
    chmod 755 "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    # Durability is given up for speed: nothing here outlives the tests.
    if ! (
        # A people's collation, so that a forgotten byte order shows.
        cd "$folder" &&
            as_owner "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
                --locale-provider=icu --icu-locale=en-US --no-sync &&
            as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-k $folder -c listen_addresses= \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
            -c shared_buffers=64MB -c autovacuum=off -c max_wal_size=256MB" start
    ) >"$folder/start.log" 2>&1; then
        echo "PostgreSQL did not start:" >&2
        cat "$folder/start.log" "$folder/log" >&2 2>/dev/null || true
        stop "$folder"
        exit 1
    fi
    if [ -n "$watched" ]; then
        # Whatever way the watched process ends, nothing is left running.
        (
            while kill -0 "$watched" 2>/dev/null; do sleep 1; done
            stop "$folder"
        ) </dev/null >/dev/null 2>&1 &
    fi
    echo "postgres:///postgres?host=$folder&user=postgres"
}

case "${1:-}" in
start) start "${2:-}" ;;
stop) stop "${2:?which folder}" ;;
*)
    sed -n '3,9p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
    ;;
esac
