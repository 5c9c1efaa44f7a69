#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes what reads bytes from strangers, with libFuzzer from the Swift toolchain.
#
#   make fuzz SECONDS=20             every target, so many seconds each (20 unless said)
#   tools/fuzz.sh snmp interpreter   only these
#
# A crash is kept in Fuzz/Crashes/<target>, where `swift test` runs it again from then on.
set -euo pipefail
cd "$(dirname "$0")/.."

# SECONDS is bash's own clock, so what the caller set is read from where bash has not touched it.
seconds="$(tr '\0' '\n' < /proc/$$/environ | sed -n 's/^SECONDS=\([0-9][0-9]*\)$/\1/p')"
seconds="${seconds:-20}"
build=".fuzz"
wire=(snmp snmprec profile interpreter inquiry user-message user-inquiry credentials ipp dns)
people=(csv vcard scim)
door=(id-token)
letters=(mail smtp)
talk=(heard)
promises=(promise-file evidence)
all=("${wire[@]}" "${people[@]}" "${door[@]}" "${letters[@]}" "${talk[@]}" "${promises[@]}" canary)
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=("${all[@]}")
mkdir -p "$build"

if ! command -v swiftc > /dev/null; then
    echo "Fuzzing needs swiftc from a Swift toolchain, and there is none on the PATH." >&2
    exit 1
fi

# SwiftPM embeds the profiles in the binary; here the same is done by hand.
embed() {
    echo "struct PackageResources {"
    for file in Sources/PrinterWire/Profiles/*.profile; do
        name="$(basename "$file" | tr '.-' '__')"
        echo "    static let $name: [UInt8] = [$(od -An -v -tu1 "$file" | tr -s ' \n' ',' | sed 's/^,//; s/,$//')]"
    done
    echo "}"
}
embed > "$build/PackageResources.swift"

# Which rooms a target needs; each group is one module, instrumented once for all its targets.
group_of() {
    local name=" $1 "
    if [[ " ${people[*]} " == *"$name"* ]]; then
        echo people
    elif [[ " ${door[*]} " == *"$name"* ]]; then
        echo door
    elif [[ " ${letters[*]} " == *"$name"* ]]; then
        echo letters
    elif [[ " ${talk[*]} " == *"$name"* ]]; then
        echo talk
    elif [[ " ${promises[*]} " == *"$name"* ]]; then
        echo promises
    else
        echo wire
    fi
}

rooms="Values|Fleet|PrinterWire|People|Promises|Correspondence|Conversations"

# build_group NAME TESTS FILE...: the group's sources, and the checks that stand in Tests/TESTS.
build_group() {
    local group="$1" tests="$2" sources=() file copy
    shift 2
    [ -e "$build/$group/built" ] && return
    mkdir -p "$build/$group"
    for file in "$@"; do
        copy="$build/$group/$(echo "$file" | tr '/' '_')"
        # In one module, what is named by its room is named by this one.
        sed -E "/^import ($rooms)\$/d; s/\\b($rooms)\\.([a-zA-Z])/Fuzzed.\\2/g" "$file" > "$copy"
        sources+=("$copy")
    done
    echo "fuzz: building $group"
    swiftc -O -wmo -swift-version 6 -parse-as-library -sanitize=fuzzer -module-name Fuzzed -emit-module \
        -emit-module-path "$build/$group/Fuzzed.swiftmodule" -c "${sources[@]}" -o "$build/$group/Fuzzed.o"
    for file in "Tests/$tests"/*FuzzChecks.swift; do
        sed -E '/^import (Values|Fleet)$/d; s/^import (PrinterWire|People|SignIn|Promises|Correspondence|Conversations)$/import Fuzzed/' \
            "$file" > "$build/$group/$(basename "$file")"
    done
    touch "$build/$group/built"
}

rm -f "$build"/*/built
failed=0
for target in "${targets[@]}"; do
    if [[ " ${all[*]} " != *" $target "* ]]; then
        echo "There is no fuzz target '$target'. Known: ${all[*]}." >&2
        exit 2
    fi
    source=CheckTarget
    [ "$target" = canary ] && source=CanaryTarget
    group="$(group_of "$target")"
    case "$group" in
        wire)
            build_group wire PrinterWireTests Sources/Values/*.swift Sources/Fleet/*.swift \
                Sources/PrinterWire/*.swift Sources/PrinterWire/*/*.swift "$build/PackageResources.swift"
            ;;
        promises)
            build_group promises PromisesTests Sources/Values/*.swift Sources/Promises/*.swift Sources/Promises/*/*.swift
            ;;
        people) build_group people PeopleTests Sources/Values/*.swift Sources/People/*.swift Sources/People/*/*.swift ;;
        letters)
            build_group letters CorrespondenceTests Sources/Values/*.swift Sources/Correspondence/*/*.swift
            ;;
        talk)
            build_group talk ConversationsTests Sources/{Values,People,Promises,Conversations}/*.swift \
                Sources/{People,Promises,Correspondence}/*/*.swift Sources/Conversations/*/*.swift \
                Sources/Conversations/*/*/*.swift
            ;;
        # What reads a token; what checks its signature is a library's.
        door)
            build_group door SignInTests Sources/Values/*.swift \
                Sources/SignIn/{IDToken,JSONWebKeys}.swift
            ;;
    esac
    {
        echo "import Fuzzed"
        echo "let target = \"$target\""
    } > "$build/Which.swift"
    swiftc -O -swift-version 6 -parse-as-library -sanitize=fuzzer -module-name Target -I "$build/$group" \
        "$build/Which.swift" "$build/$group"/*FuzzChecks.swift "Fuzz/Targets/$source.swift" \
        "$build/$group/Fuzzed.o" \
        -o "$build/$target"
    mkdir -p "Fuzz/Crashes/$target" "$build/corpus-$target"
    corpus="Fuzz/Corpus/$target"
    [ "$target" = canary ] && corpus="Fuzz/Corpus/snmp"
    crashes="Fuzz/Crashes/$target/"
    [ "$target" = canary ] && crashes="$build/"
    echo "fuzz $target: $seconds s"
    # Without this Swift's own backtracer takes the signal, and no crash file is written.
    status=0
    SWIFT_BACKTRACE=enable=no "$build/$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
        -artifact_prefix="$crashes" -print_final_stats=1 "$build/corpus-$target" "$corpus" \
        > "$build/$target.log" 2>&1 || status=$?
    grep -E "stat::(number_of_executed_units|average_exec_per_sec)" "$build/$target.log" || true
    if [ "$target" = canary ]; then
        rmdir "Fuzz/Crashes/canary" 2> /dev/null || true
        if [ "$status" -eq 0 ]; then
            echo "fuzz canary: the planted mistake was not found, so these runs prove nothing." >&2
            failed=1
        else
            echo "fuzz canary: found, as it must be."
        fi
    elif [ "$status" -ne 0 ]; then
        echo "fuzz $target: a crash, kept in Fuzz/Crashes/$target:" >&2
        tail -25 "$build/$target.log" >&2
        failed=1
    else
        rmdir "Fuzz/Crashes/$target" 2> /dev/null || true
        echo "fuzz $target: nothing found."
    fi
done
exit "$failed"
