#!/usr/bin/env bash
# Simulated life of a lab against the real daemon: runs come and go, trainers die and resume, connections are cut, the daemon is killed and
# restarted, its disk is full for a while. Closes with the memory's slope, and with what was lost, doubled and alerted falsely.
#   usage: tests/soak.sh MINUTES [SEED] [--json]      ends with 0 only if nothing was lost, doubled or alerted falsely and the memory is flat
set -euo pipefail
cd "$(dirname "$0")/.."
program=artifacts/bin/Tracker.Endurance/release/Tracker.Endurance
[ -x "$program" ] || dotnet build tests/Tracker.Endurance -c Release -v quiet --nologo >&2
exec "$program" soak "$@"
