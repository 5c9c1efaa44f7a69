#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every test there is, stage by stage; what could not be tested here and how long each stage took stand at the end.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

logs=.build/test-logs
mkdir -p "$logs"
rm -f "$logs"/*.log
failures=0
table=()

# Runs a stage, keeps its output, and goes on when it fails: one run tells everything that is wrong.
stage() {
    local name=$1 began=$SECONDS result=ok
    shift
    say "── $name"
    "$@" 2>&1 | tee "$logs/$name.log" || result=FAILED
    [[ $result == ok ]] || failures=$((failures + 1))
    table+=("$(printf '%-10s %4d s  %s' "$name" $((SECONDS - began)) "$result")")
    [[ $result == ok ]]
}

# Our own warnings are failures. Their files are touched, so that the next build says them again.
own_warnings() {
    local -a warned
    mapfile -t warned < <(grep -oE "^$PWD/(Sources|Tests)/[^:]+:[0-9]+:[0-9]+: warning: " "$logs/build.log" |
        cut -d: -f1 | sort -u)
    ((${#warned[@]} == 0)) && return 0
    touch "${warned[@]}"
    say "The compiler warns about files of ours; please mend:"
    grep -E "^$PWD/(Sources|Tests)/.*: warning: " "$logs/build.log" | sed "s|^$PWD/||" | sort -u
    return 1
}

browser_tests() {
    if [[ -x tools/browser-tests.sh ]]; then
        tools/browser-tests.sh
    else
        skipped "the browser tests; tools/browser-tests.sh is not there."
    fi
}

closing() {
    say ""
    grep -hE 'SKIPPED:' "$logs"/*.log 2>/dev/null | sed -E 's/^.*(SKIPPED:)/\1/' | sort -u >&2 || true
    # The names of what failed stand at the end, where also whoever sees only the last lines finds them.
    grep -hE '^✘ .* recorded an issue|^(FAIL|ERROR): |error: ' "$logs"/*.log 2>/dev/null |
        cut -c1-600 | head -n 20 >&2 || true
    grep -hE 'Test run with' "$logs/swift.log" 2>/dev/null | tail -n 1 >&2 || true
    printf '%s\n' "${table[@]}" >&2
    if ((failures)); then fail "$failures of ${#table[@]} stages failed; their output is kept in $logs/."; fi
    say "All ${#table[@]} stages passed in $SECONDS s."
}

stage prepare tools/prepare.sh test || closing
stage build swift build --build-tests || closing
stage warnings own_warnings || true
# A few at a time: with all at once on a small machine, printers of one test wait for the processor that another
# has, and what answers in time everywhere else counts as silent.
stage swift swift test --skip-build --disable-xctest --skip CollectorProgramTests \
    --experimental-maximum-parallelization-width 8 || true
# Programs that are killed at a moment they announce need the machine to themselves.
stage collector swift test --skip-build --disable-xctest --filter CollectorProgramTests || true
stage browser browser_tests || true
# The program that was just built without optimisation does for the README: the commands are what is tested.
GOODWORD_CONFIGURATION=debug stage readme tools/readme-test.sh || true
closing
