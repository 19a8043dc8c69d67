#!/usr/bin/env bash
# How many planted faults the tests notice: pitest over the ledger and the gates, package by package,
# the faults of each against the tests of that very package.
#   verification/mutation.sh                                       all of them, one after the other
#   verification/mutation.sh ledger                                those of one module
#   verification/mutation.sh ledger 'dev.bulwark.ledger.merkle.*' 'dev.bulwark.ledger.merkle.*'
#                                                                  these classes, by these tests
#   verification/mutation.sh --write                               all, and into CONTRIBUTING.md
# Fails if fewer than 85 of 100 are noticed in a package. Which were not, of the last package that ran:
# <module>/target/pit-reports/index.html, or mutations.xml beside it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1
bulwark_need_maven || exit 1

cd "$root"
least=85
measured=(ledger/src/main/java governance/src/main/java/dev/bulwark/governance/gate)
write=""
if [ "${1:-}" = --write ]; then
    write=CONTRIBUTING.md
    shift
    if ! grep -q '<!-- scores -->' "$write" || ! grep -q '<!-- end of scores -->' "$write"; then
        echo "bulwark: $write has no '<!-- scores -->' and '<!-- end of scores -->'; add both" >&2
        exit 1
    fi
fi
faults=$(mktemp) # a line a fault: module, package, and 1 if it was noticed
trap 'rm -f "$faults"' EXIT

# Plants faults in a module's classes ($1, $2) and shows them to tests ($3); both globs, or ~regex.
plant() {
    local report=$1/target/pit-reports/mutations.xml
    rm -f "$report" # an old report must not pass for this run's
    mvn --no-transfer-progress -B -Pmutation -pl "$1" -am verify \
        "-Dmutation.classes=$2" "-Dmutation.tests=$3" \
        -Dtest=NoneOfThem -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true </dev/null
    if [ ! -f "$report" ]; then
        echo "bulwark: no fault can be planted in $2" >&2 # interfaces alone
        return
    fi
    tr '<' '\n' <"$report" | awk -v module="$1" '
        /^mutation / { noticed = /detected=.true/ }
        /^mutatedClass>/ {
            name = substr($0, index($0, ">") + 1)
            sub(/\.[^.]*$/, "", name)
            print module, name, noticed
        }' >>"$faults"
}

# The table; status 1 if a line of it is below the bar, or there is none.
scores() {
    echo "| package | planted | noticed | score |"
    echo "|---|---:|---:|---:|"
    sort "$1" | awk -v least="$least" '
        function row(name, planted, noticed) {
            printf "| %s | %d | %d | %.1f %% |\n", name, planted, noticed, 100 * noticed / planted
            low += 100 * noticed / planted < least
        }
        NR > 1 && $2 != package { row("`" package "`", planted, noticed); planted = noticed = 0 }
        NR > 1 && $1 != module { row("**" module "**", all, dead); all = dead = 0 }
        { module = $1; package = $2; planted++; all++; noticed += $3; dead += $3 }
        END {
            if (NR == 0) { exit 1 }
            row("`" package "`", planted, noticed)
            row("**" module "**", all, dead)
            exit low > 0
        }'
}

if [ $# -ge 2 ]; then
    plant "$1" "$2" "${3:-$2}"
else
    while read -r file; do
        package=$(dirname "${file#*/src/main/java/}")
        own="~${package//\//\\.}\\.[^.]*" # and not of the packages below it
        plant "${file%%/*}" "$own" "$own"
    done < <(find "${measured[@]}" -name package-info.java -path "${1:-}*" | sort)
fi

failed=0
table=$(scores "$faults") || failed=1
echo "$table"
if [ -n "$write" ]; then
    text="Measured on $(date -u +%F) by \`verification/mutation.sh --write\`:

$table"
    TEXT=$text awk '
        /<!-- end of scores -->/ { skipping = 0 }
        !skipping { print }
        /<!-- scores -->/ { print ENVIRON["TEXT"]; skipping = 1 }
    ' "$write" >"$write.new"
    mv "$write.new" "$write"
fi
if [ "$failed" -ne 0 ]; then
    echo "bulwark: fewer than $least of 100 planted faults are noticed, or none was planted" >&2
    exit 1
fi
