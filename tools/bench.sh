#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the release build from outside, as its user meets it, and prints a table: bench.sh [PART…]; docs/internals/speed.md names them
# Figures depend on the machine; nothing here passes or fails because of one.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

tools/build.sh
program=$PWD/.build/release/goodword
folder=$(mktemp -d)
children=()

finish() {
    local child
    for child in "${children[@]}"; do kill -TERM "$child" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap finish EXIT

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# Waits until a command succeeds, for as long as the process lives: until_ready PID WHAT COMMAND…
until_ready() {
    local pid=$1 what=$2
    shift 2
    until "$@" 2>/dev/null; do
        kill -0 "$pid" 2>/dev/null || fail "$what ended before it was ready: $(tail -n 1 "$folder/log")"
        sleep 0.01
    done
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }
free_port() {
    local port
    while port=$((20000 + RANDOM % 20000)) && answers "$port" 2>/dev/null; do :; done
    echo "$port"
}

row() { printf '%-46s %12s  %s\n' "$1" "$2" "$3"; }

serve_figures() {
    local port began pid
    port=$(free_port)
    # The first start makes the schema; the second one is what is meant.
    "$program" db migrate --database "sqlite:$folder/bench.sqlite" 2>"$folder/log" ||
        fail "The database could not be made: $(tail -n 1 "$folder/log")"
    began=$(now_ms)
    "$program" serve --database "sqlite:$folder/bench.sqlite" --port "$port" >/dev/null 2>"$folder/log" &
    pid=$!
    children+=("$pid")
    until_ready "$pid" "goodword serve" answers "$port"
    row "serve: start until it answers" "$(($(now_ms) - began))" "ms"
    sleep 3
    row "serve: memory when idle (resident)" "$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status")" "MB"
}

# What is measured from inside, on both databases: polling, storing, pages.
inside_figures() {
    local url
    swift build --configuration release --product Benchmarks >&2 || fail "The measuring program did not build."
    if url=$(tools/pg.sh start $$); then export GOODWORD_BENCH_POSTGRES=$url; fi
    .build/release/Benchmarks "$@"
}

row "machine" "$(nproc)" "cores, $(sed -nE 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
serve_figures
inside_figures "$@"
