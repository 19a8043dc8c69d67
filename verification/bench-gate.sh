#!/usr/bin/env bash
# How long a gate takes to decide over envelopes that are verified already.
#   verification/bench-gate.sh            50 envelopes, 5,000 decisions of each policy
#   verification/bench-gate.sh 200 1000
# Prints the table; nothing is asserted about time. The first run fetches what the profile bench needs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1
bulwark_need_maven || exit 1

envelopes=${1:-50}
decisions=${2:-5000}
cd "$root"
exec mvn --no-transfer-progress -B -q -Pbench -pl verification -am test \
    -Dtest=GateBenchmark -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
    "-Dsurefire.argLine=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx1g -Dbench.envelopes=$envelopes -Dbench.decisions=$decisions"
