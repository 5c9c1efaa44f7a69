#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds Goodword and starts the demo college; what follows goes to `goodword demo`.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/build.sh
program=.build/${GOODWORD_CONFIGURATION:-release}/goodword

# Without a terminal the demo takes this script's place, and whoever started it sends the signals.
[[ -t 0 ]] || exec "$program" demo "$@"

# At a terminal it becomes the foreground job, so that Ctrl-C reaches the demo alone: it ends cleanly with 0, and
# make, which would otherwise die of the same signal, passes that on.
set -m
status=0
"$program" demo "$@" || status=$?
exit "$status"
