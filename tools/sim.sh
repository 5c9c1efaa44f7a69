#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lets simulated collectors live through trouble: sim.sh [--seed N] [--count N] [--day] …; sim.sh --help tells all.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

swift build --configuration release --product SimulationRun >&2 || fail "The simulation did not build."
exec .build/release/SimulationRun "$@"
