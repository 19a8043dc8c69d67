#!/usr/bin/env bash
# The JDK finder, with made-up JDK folders: which one it takes, and what it says when none will do.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "05-launchers: $*" >&2
    exit 1
}

# make_jdk <folder> <version>: what the finder looks at, and nothing else.
make_jdk() {
    mkdir -p "$1/bin"
    printf '#!/bin/sh\n' >"$1/bin/java"
    cp "$1/bin/java" "$1/bin/javac"
    chmod +x "$1/bin/java" "$1/bin/javac"
    printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
}

# considered <folder>: prints the folder when the finder takes it.
considered() {
    bash -c '. "$1/.mvn/find-jdk.sh"; bulwark_consider_jdk "$2"; printf "%s" "$BULWARK_JDK"' \
        _ "$root" "$1" || true
}

for good in 25.0.3 25.0.10 25.1 25.0.3.1; do
    make_jdk "$work/jdk $good" "$good"
    [ "$(considered "$work/jdk $good")" = "$work/jdk $good" ] || fail "does not take $good"
done
for bad in 25 25-ea 25.0.0 25.0.1 25.0.2 17.0.15 21.0.9 26 2.5; do
    make_jdk "$work/jdk $bad" "$bad"
    [ -z "$(considered "$work/jdk $bad")" ] || fail "takes $bad"
done

# Without javac it is a JRE: the build could not use it.
make_jdk "$work/jre" 25.0.3
rm "$work/jre/bin/javac"
[ -z "$(considered "$work/jre")" ] || fail "takes a JRE"

# JAVA_HOME wins over everything else.
taken=$(JAVA_HOME="$work/jdk 25.0.10" bash -c \
    '. "$1/.mvn/find-jdk.sh"; bulwark_find_jdk; printf "%s" "$BULWARK_JDK"' _ "$root")
[ "$taken" = "$work/jdk 25.0.10" ] || fail "JAVA_HOME does not win: $taken"

# A refused one is named, with the reason and a way out.
said=$(bash -c '. "$1/.mvn/find-jdk.sh"; bulwark_consider_jdk "$2"; bulwark_explain_jdk' \
    _ "$root" "$work/jdk 25.0.1" 2>&1 || true)
for part in "jdk 25.0.1 (25.0.1)" "JDK-8377811" "https://adoptium.net" "JAVA_HOME"; do
    case $said in *"$part"*) ;; *) fail "the message does not say '$part': $said" ;; esac
done

echo "05-launchers: good"
