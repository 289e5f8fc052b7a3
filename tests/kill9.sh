#!/usr/bin/env bash
# Kills the daemon with SIGKILL at random moments while three clients stream, starts it again, and counts.
#   usage: tests/kill9.sh KILLS [SEED]      closes with: acknowledged A, stored S, missing M, repeated R
set -euo pipefail
cd "$(dirname "$0")/.."
program=artifacts/bin/Tracker.Kill9/release/Tracker.Kill9
[ -x "$program" ] || dotnet build tests/Tracker.Kill9 -c Release -v quiet --nologo >&2
exec "$program" "$@"
