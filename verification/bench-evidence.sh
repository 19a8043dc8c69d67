#!/usr/bin/env bash
# How long questions to the index of the evidence take, over a log of many entries, in SQLite.
#   verification/bench-evidence.sh            100,000 entries, 200 questions of each kind
#   verification/bench-evidence.sh 20000 50
# Prints the table; nothing is asserted about time. The first run fetches what the profile bench needs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1
bulwark_need_maven || exit 1

entries=${1:-100000}
questions=${2:-200}
cd "$root"
exec mvn --no-transfer-progress -B -q -Pbench -pl verification -am test \
    -Dtest=EvidenceIndexBenchmark -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
    "-Dsurefire.argLine=--enable-native-access=ALL-UNNAMED -Xmx2g -Dbench.entries=$entries -Dbench.questions=$questions"
