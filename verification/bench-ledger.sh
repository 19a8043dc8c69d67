#!/usr/bin/env bash
# What the ledger does a second, beside what its disk and SQLite on the same disk do, in one process.
#   verification/bench-ledger.sh                    1,000,000 entries, 5 s a line, under target/
#   verification/bench-ledger.sh 100000 2 /mnt/x    so many entries and seconds, on another disk
# Results: the table printed, and verification/target/bench/ledger.json.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1
bulwark_need_maven || exit 1

entries=${1:-1000000}
seconds=${2:-5}
folder=${3:-$root/verification/target/bench-ledger}
cd "$root"
exec mvn --no-transfer-progress -B -q -Pbench -pl verification -am test \
    -Dtest=LedgerBenchmark -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
    "-Dsurefire.argLine=--enable-native-access=ALL-UNNAMED -Xmx2g -Dbench.entries=$entries -Dbench.seconds=$seconds -Dbench.folder=$folder"
