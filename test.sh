#!/usr/bin/env bash
# Everything that must hold: tools, locked restore, protos, format, Release build, every test. Closes with "N passed, N failed".
#   usage: ./test.sh [project...]     with names (Tracker.Core.Tests): only these test projects, and no gates
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
log=artifacts/test-logs
mkdir -p "$log"
passed=0 failed=0 skipped=0 absent=0

fail() { echo "FAILED: $1" >&2; failed=$((failed + 1)); }
close() {
    echo
    [ "$skipped" -eq 0 ] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit $?
}

if ! eng/install-test-tools.sh; then
    if [ "${CI:-}" = true ]; then fail "tools: the tests' tools could not be installed"; close; fi
    echo "Going on without them: tests that need them are skipped by name." >&2
fi

echo "== restore (locked)"
dotnet restore Tracker.sln --locked-mode >"$log/restore.log" 2>&1 || { tail -n 20 "$log/restore.log"; fail "restore"; close; }

if [ $# -eq 0 ]; then
    echo "== protos"
    buf=eng/buf/node_modules/@bufbuild/buf-linux-x64/bin/buf
    if [ -x $buf ]; then (cd protos && "../$buf" lint) || fail "buf lint"; else echo "buf lint is skipped: npm or its package is missing"; fi
    echo "== shell scripts"
    for script in test.sh tracker .ci/run eng/*.sh tests/*.sh; do
        [ ! -e "$script" ] || bash -n "$script" || fail "$script does not parse"
    done
fi

echo "== build"
dotnet build Tracker.sln -c Release --no-restore -v quiet >"$log/build.log" 2>&1 || { grep -E "error|warning" "$log/build.log" | sort -u | head -n 40; fail "build"; close; }

if [ $# -eq 0 ]; then
    echo "== format"
    dotnet format Tracker.sln --no-restore --verify-no-changes >"$log/format.log" 2>&1 || { head -n 20 "$log/format.log"; fail "format: run dotnet format"; }
fi

count() { sed -nE "s/^ *$2: ([0-9]+).*/\1/p" "$1" | tail -n 1; }
projects=("$@")
[ $# -gt 0 ] || mapfile -t projects < <(cd tests && ls -d ./*.Tests | sed 's|^\./||')
for project in "${projects[@]}"; do
    echo "== $project"
    out="$log/$project.log"
    dotnet test --project "tests/$project" -c Release --no-build --no-restore --no-ansi --no-progress >"$out" 2>&1
    code=$?
    p=$(count "$out" succeeded) f=$(count "$out" failed) s=$(count "$out" skipped)
    # A test host that crashed counts as failed, whatever it counted; so does a project without a test.
    if [ "$code" -ne 0 ] && [ "${f:-0}" -eq 0 ]; then f=1; fi
    if [ "${f:-0}" -gt 0 ]; then cat "$out"; fi
    grep -E "^ *skipped " "$out" || true
    # The stored curves are not part of the project: without them these tests are skipped everywhere.
    absent=$((absent + $(grep -cE "^ *skipped .*\.StoredCurveTests\." "$out")))
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
    echo "   ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped"
done
if [ "${CI:-}" = true ] && [ "$skipped" -gt "$absent" ]; then fail "with CI=true nothing may be skipped ($((skipped - absent)) were)"; fi
close
