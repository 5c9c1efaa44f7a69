#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the commands that a document shows and compares: readme-test.sh [DOCUMENT], README.md by default.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

if ! command -v python3 >/dev/null; then
    skipped "the commands of the README; python3 is not installed."
    exit
fi
exec python3 tools/readme_test.py "$@"
