#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the executable; GOODWORD_CONFIGURATION=debug builds it without optimisation.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

configuration=${GOODWORD_CONFIGURATION:-release}
tools/prepare.sh build
if [[ ! -x .build/$configuration/goodword ]]; then
    say "Building Goodword; the first time takes some minutes, later ones seconds."
fi
swift build --configuration "$configuration" --product goodword >&2 ||
    fail "The build did not succeed; the compiler's reasons stand above."
