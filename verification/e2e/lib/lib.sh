# Shared by the end-to-end checks, which source it. Bash; not run by itself.
#
#   BULWARK            the launcher to check (default: the one of this repository)
#   BULWARK_E2E_KEEP   keep the temporary folder when it is set, and say where it is
#
# A check prints one line. What it found wrong it prints below, cut to what a person reads.
# Nothing here writes outside the temporary folder, and nothing runs without a time limit.
# shellcheck shell=bash

set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
bulwark=${BULWARK:-$root/bulwark}
here=$(basename "$0" .sh)
work=$(mktemp -d "${TMPDIR:-/tmp}/bulwark-e2e.XXXXXX") || exit 1
passed=0
failed=0
children=()

# Longest time of one command. A run takes seconds on an idle machine; this is for a busy one.
readonly run_limit=${BULWARK_E2E_LIMIT:-400}
# shellcheck disable=SC2034 # of those who source this
readonly command_limit=120

# The process and all below it, deepest first: a server has a worker of its own.
kill_tree() {
    local child
    for child in $(pgrep -P "$1" 2>/dev/null); do
        kill_tree "$child"
    done
    kill -9 "$1" 2>/dev/null
}

# shellcheck disable=SC2317,SC2329 # called by the trap
clean_up() {
    local status=$? child
    for child in "${children[@]}"; do
        kill_tree "$child"
    done
    wait 2>/dev/null
    if [ -n "${BULWARK_E2E_KEEP:-}" ]; then
        echo "$here: kept $work"
    else
        rm -rf "$work"
    fi
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

pass() {
    passed=$((passed + 1))
    printf '  ok    %s\n' "$1"
}

# fail <what> [<file with what was seen>]
fail() {
    failed=$((failed + 1))
    printf '  FAIL  %s\n' "$1"
    if [ -n "${2:-}" ] && [ -f "$2" ]; then
        head -c 4000 "$2" | tr -d '\000' | head -n 25 | sed 's/^/        | /'
        printf '\n'
    fi
}

# check <what> <command...>: passes if the command succeeds.
check() {
    local what=$1
    shift
    if "$@"; then pass "$what"; else fail "$what" "$out"; fi
}

# Without this nothing below makes sense: say why, and stop.
give_up() {
    fail "$1" "${2:-}"
    finish
}

finish() {
    printf '%s: %d passed, %d failed\n' "$here" "$passed" "$failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# What the last command said, both streams, and its exit code.
out=$work/last.out
status=0

# call <seconds> <arguments...>: runs bulwark; its output is in $out, its exit code in $status.
call() {
    local limit=$1
    shift
    timeout --kill-after=10 "$limit" "$bulwark" "$@" >"$out" 2>&1 </dev/null
    status=$?
}

exits() { [ "$status" -eq "$1" ] || { printf '\n(exit code %s)\n' "$status" >>"$out"; false; }; }
says() { grep -qF -- "$1" "$out"; }
silent_of() { ! grep -qF -- "$1" "$out"; }
absent() { ! compgen -G "$1" >/dev/null; }
present() { compgen -G "$1" >/dev/null; }
no_trace() { ! grep -qE '^[[:space:]]+at [a-z]+\.|Exception in thread|defect of Bulwark' "$out"; }

# copy <example> <name>: a fresh folder with nothing that an earlier run left.
copy() {
    mkdir -p "$work/$2"
    (cd "$root/examples/$1" && find . -name .bulwark -prune -o -path ./build -prune -o -type f -print0 |
        tar --null -cf - -T -) | tar -xf - -C "$work/$2" || give_up "examples/$1 cannot be copied"
}

# A project that was run. Its making is no check of these scripts but of 10-path.
released() {
    copy "$1" "$2"
    call "$run_limit" run "$work/$2"
    [ "$status" -eq 0 ] || give_up "bulwark run on $1 exits $status" "$out"
}

# flip <file> [<offset>]: changes one bit, in the middle unless told.
flip() {
    local size at byte
    size=$(stat -c %s "$1")
    at=${2:-$((size / 2))}
    byte=$(od -An -tu1 -j "$at" -N 1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\x$(printf '%02x' $((byte ^ 1)))" |
        dd of="$1" bs=1 seek="$at" conv=notrunc status=none
}

# fact <name>: the number of that name in the JSON document of $out; the first if there are more.
fact() { sed -n "s/^ *\"$1\": *\(-\{0,1\}[0-9][0-9.eE+-]*\),\{0,1\}\$/\1/p" "$out" | head -n 1; }

at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a + 0 >= b + 0) }'; }
