#!/usr/bin/env bash
# Pictures a second of our gradients against libtorch's, in one process, on Linux x86-64.
#   verification/bench.sh              2 threads, 15 rounds
#   verification/bench.sh 4 30         4 threads, 30 rounds
# The first run fetches libtorch (110 MB). Results: the table printed, and verification/target/bench.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1
bulwark_need_maven || exit 1

export ORT_DISABLE_TELEMETRY=1
threads=${1:-2}
rounds=${2:-15}
cd "$root"
exec mvn --no-transfer-progress -B -q -Pbench -pl verification -am test \
    -Dtest=CnnBenchmark -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
    "-Dsurefire.argLine=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx2g -Dbench.threads=$threads -Dbench.rounds=$rounds"
