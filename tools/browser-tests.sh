#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The pages in a real browser: a fresh server on a database of its own, Chromium, Playwright and axe-core.
#
# GOODWORD_PROGRAM names the program to test; otherwise the one that was built last without optimisation, or with.
# The pictures it takes are in .build/browser.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

python=${GOODWORD_PYTHON:-.venv/bin/python}
program=${GOODWORD_PROGRAM:-}
for built in .build/debug/goodword .build/release/goodword; do
    [[ -n $program || ! -x $built ]] || program=$built
done

stay_away() { skipped "the browser tests; $1" && exit 0 || exit 1; }
[[ -x $program ]] || stay_away "the program has not been built."
"$python" -c 'import playwright, axe_playwright_python' 2>/dev/null ||
    stay_away "their Python packages are not there (tools/prepare.sh test fetches them)."
command -v chromium chromium-browser google-chrome >/dev/null || stay_away "there is no Chromium."

work=$(mktemp -d)
server=
# shellcheck disable=SC2317  # the trap calls it
end() {
    [[ -z $server ]] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
    rm -rf "$work"
}
trap end EXIT

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$program" serve --database "sqlite:$work/goodword.sqlite" --port "$port" >"$work/log" 2>&1 &
server=$!
link=
for _ in $(seq 1 300); do
    link=$(grep -oE 'http://[^ ]+/welcome/[A-Za-z0-9_-]+' "$work/log" || true)
    if [[ -n $link ]] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; fail "The server did not start."; }
    sleep 0.1
done
[[ -n $link ]] || { cat "$work/log" >&2; fail "The server did not print its one-time link."; }

status=0
PYTHONDONTWRITEBYTECODE=1 GOODWORD_BASE="http://127.0.0.1:$port" GOODWORD_LINK="$link" \
    GOODWORD_DATABASE_FILE="$work/goodword.sqlite" \
    GOODWORD_SHOTS="${GOODWORD_SHOTS:-.build/browser}" "$python" Tests/Browser/browser_tests.py || status=$?
if ((status)); then
    say "The end of the server's log:"
    tail -n 20 "$work/log" >&2
fi
exit "$status"
