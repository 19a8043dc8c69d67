#!/usr/bin/env bash
# 200 kill -9 at random points of a log that four threads append to: no acknowledged entry is lost,
# every checkpoint that was seen is consistent with the last, and fsck finds nothing. About 5 minutes.
#   verification/e2e/90-crash.sh         200 kills
#   verification/e2e/90-crash.sh 1000    so many
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
kills=${1:-200}
cd "$root"
./build -B -q -pl ledger -am -Dtest=CrashTest -Dsurefire.failIfNoSpecifiedTests=false \
    "-Dbulwark.kills=$kills" "-Dbulwark.seed=${BULWARK_SEED:-$RANDOM}" -Dspotless.check.skip=true
