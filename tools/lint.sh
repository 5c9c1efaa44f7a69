#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What can be said about the text alone: format, import arrows, house rules, the shell scripts.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

tools/prepare.sh swift
status=0
folders=(Package.swift Sources Tests tools)
[[ -d Fuzz ]] && folders+=(Fuzz)
swift format lint --strict --parallel --configuration .swift-format --recursive "${folders[@]}" || status=1

# The same check that Tests/HouseTests runs, compiled by itself because that takes seconds.
house=.build/house/house
sources=(Tests/HouseTests/House.swift Tests/HouseTests/BareCode.swift Tests/HouseTests/HouseRules.swift
    Tests/HouseTests/HouseTree.swift tools/house/main.swift)
mkdir -p .build/house
if [[ ! -x $house || -n $(find "${sources[@]}" -newer "$house") ]]; then
    swiftc -swift-version 6 -O "${sources[@]}" -o "$house"
fi
"$house" "$PWD" || status=1

scripts=(.ci/run tools/*.sh)
for script in "${scripts[@]}"; do bash -n "$script" || status=1; done
if command -v shellcheck >/dev/null; then
    shellcheck --external-sources "${scripts[@]}" || status=1
else
    say "SKIPPED: shellcheck on our scripts; it is not installed."
fi

if ((status)); then fail "Please mend what is said above; 'swift format -i FILE' does the format by itself."; fi
say "Nothing to mend."
