#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes sure that what a level of work needs is on this machine: prepare.sh swift | build | test
#
# Things are looked for by what they do, not by their package, so that a PostgreSQL or Chromium from elsewhere
# will do. What is missing is installed through apt when that is possible without asking for a password
# (GOODWORD_APT=no forbids it); otherwise the one line to type is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/voice.sh
source tools/voice.sh

level=${1:-build}
swift_minimum=6.2
build_packages=(git make pkg-config libsqlite3-dev libpq-dev zlib1g-dev)
test_packages=(python3-venv postgresql postgresql-client chromium snmp snmpd cups-ipp-utils avahi-daemon dbus
    openssl iproute2)
lists_are_fresh=

# Whether what the package brings is here already.
have() {
    case $1 in
    libsqlite3-dev) pkg-config --exists sqlite3 ;;
    libpq-dev) pkg-config --exists libpq ;;
    zlib1g-dev) pkg-config --exists zlib ;;
    postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    postgresql-client) command -v psql >/dev/null ;;
    chromium) command -v chromium chromium-browser google-chrome >/dev/null ;;
    snmp) command -v snmpget >/dev/null ;;
    snmpd) command -v snmpd >/dev/null || [[ -x /usr/sbin/snmpd ]] ;;
    avahi-daemon) command -v avahi-daemon >/dev/null || [[ -x /usr/sbin/avahi-daemon ]] ;;
    iproute2) command -v ip >/dev/null ;;
    dbus) command -v dbus-daemon >/dev/null ;;
    cups-ipp-utils) command -v ipptool >/dev/null ;;
    python3-venv) python3 -c 'import ensurepip, venv' ;;
    *) command -v "$1" >/dev/null ;;
    esac 2>/dev/null
}

# Prints the packages of a list that are missing, one a line.
missing_of() {
    local package
    for package in "$@"; do have "$package" || printf '%s\n' "$package"; done
}

# How apt may be called without a password: nothing (we are root), "sudo", or not at all.
apt_prefix() {
    [[ ${GOODWORD_APT:-} != no ]] && command -v apt-get >/dev/null || return 1
    if ((EUID == 0)); then return 0; fi
    sudo -n true 2>/dev/null && printf 'sudo -n'
}

# The line that a person types, with sudo unless they are root already.
line_to_type() {
    local sudo="sudo "
    ((EUID == 0)) && sudo=""
    printf '%sapt-get install -y --no-install-recommends %s' "$sudo" "$*"
}

# Installs the packages, or returns 1 having said why not.
install() {
    local prefix
    if ! prefix=$(apt_prefix); then return 1; fi
    say "Installing $* …"
    local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0)
    # shellcheck disable=SC2206  # the prefix is two words, or none
    apt=($prefix "${apt[@]}")
    "${apt[@]}" install "$@" </dev/null >&2 && return 0
    [[ -z $lists_are_fresh ]] || return 1
    lists_are_fresh=yes
    say "The package lists may be old; fetching them once and trying again …"
    "${apt[@]}" update </dev/null >&2 && "${apt[@]}" install "$@" </dev/null >&2
}

check_swift() {
    command -v swift >/dev/null ||
        fail "Goodword needs Swift $swift_minimum or later; https://www.swift.org/install/ says how to get it."
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' | head -n 1)
    if [[ $(printf '%s\n' "$swift_minimum" "$version" | sort -V | head -n 1) != "$swift_minimum" ]]; then
        fail "Goodword needs Swift $swift_minimum or later and this is ${version:-unknown};" \
            "https://www.swift.org/install/ has newer ones."
    fi
}

prepare_build() {
    check_swift
    local -a missing
    mapfile -t missing < <(missing_of "${build_packages[@]}")
    ((${#missing[@]})) || return 0
    if ! install "${missing[@]}"; then
        if command -v apt-get >/dev/null; then
            fail "Something is missing. Please type this line, then try again:" \
                $'\n\n    '"$(line_to_type "${missing[@]}")"$'\n'
        fi
        fail "Please install what Debian calls ${missing[*]}, then try again."
    fi
}

# The browser tests' Python packages; the browser itself comes from the system.
prepare_venv() {
    local wanted=tools/requirements.txt stamp=.venv/requirements.txt
    cmp -s "$wanted" "$stamp" && return 0
    say "Setting up .venv for the browser tests …"
    python3 -m venv .venv && .venv/bin/pip install --quiet --disable-pip-version-check -r "$wanted" >&2 &&
        cp "$wanted" "$stamp"
}

# What only tests need may stay away: they then say so one by one, and with CI=true that is a failure.
prepare_test() {
    prepare_build
    local -a missing
    mapfile -t missing < <(missing_of "${test_packages[@]}")
    if ((${#missing[@]})) && ! install "${missing[@]}"; then
        # One by one, so that a package this system does not offer keeps no other from being installed.
        local package
        if apt_prefix >/dev/null; then
            for package in "${missing[@]}"; do install "$package" || true; done
        fi
        mapfile -t missing < <(missing_of "${test_packages[@]}")
        if ((${#missing[@]})); then
            say "Some tests need more. To run them too, type this line first:" \
                $'\n\n    '"$(line_to_type "${missing[@]}")"$'\n'
            skipped "what needs ${missing[*]}, which is not installed." || exit 1
        fi
    fi
    if have python3-venv && ! prepare_venv; then
        skipped "the browser tests; their Python packages could not be fetched." || exit 1
    fi
}

case $level in
swift) check_swift ;;
build) prepare_build ;;
test) prepare_test ;;
*) fail "Usage: tools/prepare.sh swift | build | test" ;;
esac
