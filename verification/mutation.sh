#!/usr/bin/env bash
# How many planted faults the tests notice, by module: pitest over the ledger and the gates.
#   verification/mutation.sh                                       both
#   verification/mutation.sh ledger 'dev.bulwark.ledger.merkle.*'  these classes of one module
#   verification/mutation.sh ledger 'dev.bulwark.ledger.merkle.*' 'dev.bulwark.ledger.merkle.*'
#                                                                  by these tests alone
# Results: the scores printed, and <module>/target/pit-reports/index.html.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1
bulwark_need_maven || exit 1

cd "$root"
classes=()
if [ $# -ge 2 ]; then
    classes=("-Dmutation.classes=$2")
fi
if [ $# -ge 3 ]; then
    classes+=("-Dmutation.tests=$3")
fi
exec mvn --no-transfer-progress -B -Pmutation -pl "${1:-ledger,governance}" -am verify "${classes[@]}" \
    -Dtest=NoneOfThem -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true
