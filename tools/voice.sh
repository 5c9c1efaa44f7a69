# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# How the scripts speak; sourced by them, after `set -euo pipefail`.

# A line for the person, on stderr so that data can go to stdout.
say() { printf '%s\n' "$*" >&2; }

# A sentence on what to do next, and out.
fail() {
    say "$*"
    exit 1
}

# Something cannot be checked here: said aloud, and with CI=true a failure.
skipped() {
    say "SKIPPED: $*"
    [[ ${CI:-} != true ]]
}
