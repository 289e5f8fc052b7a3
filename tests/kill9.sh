#!/usr/bin/env bash
# Kills the daemon with SIGKILL at random moments while three clients stream, starts it again, and counts.
#   usage: tests/kill9.sh KILLS [SEED]      closes with: acknowledged A, stored S, missing M, repeated R
set -euo pipefail
cd "$(dirname "$0")/.."
program=artifacts/bin/Tracker.Endurance/release/Tracker.Endurance
[ -x "$program" ] || dotnet build tests/Tracker.Endurance -c Release -v quiet --nologo >&2
exec "$program" kill9 "$@"
