#!/usr/bin/env bash
# Trains the generated runs: every cause of plugins/SickTrainer in three severities and every healthy variant, on three tasks, with ten seeds.
# Each becomes a file of its own; files that are there are left, so that a stopped matrix goes on. Closes with "N runs, M failed, B bytes".
#   usage: tests/matrix.sh [--share PERCENT] [--to FOLDER] [--processes N]     a share of 10 is the first seed alone
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
share=100 to=$root/artifacts/matrix processes=2
while [ $# -gt 0 ]; do
    case "$1" in
    --share) share=${2:?--share needs a percentage} ;;
    --to) to=${2:?--to needs a folder} ;;
    --processes) processes=${2:?--processes needs a number} ;;
    *) echo "matrix.sh: '$1' is not understood: there are --share, --to and --processes." >&2; exit 2 ;;
    esac
    shift 2
done
case "$share$processes" in *[!0-9]*) echo "matrix.sh: --share and --processes take whole numbers." >&2; exit 2 ;; esac
seeds=$(((share + 9) / 10))
if [ "$seeds" -lt 1 ] || [ "$seeds" -gt 10 ]; then echo "matrix.sh: --share is $share: it must be from 1 to 100." >&2; exit 2; fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
host=$root/artifacts/bin/Tracker.JobHost/release/tracker-job
plugin=$root/artifacts/plugins/SickTrainer
if [ "${MATRIX_BUILT:-}" != 1 ]; then
    echo "== build"
    for project in src/Tracker.JobHost plugins/SickTrainer; do
        dotnet build "$root/$project" -c Release -v quiet >"$root/artifacts/matrix-build.log" 2>&1 || { grep error "$root/artifacts/matrix-build.log" | sort -u | head -n 20 >&2; exit 1; }
    done
fi

mkdir -p "$to"
runs=$(mktemp) names=$(mktemp)
trap 'rm -f "$runs" "$names"' EXIT
# The words that the plugin allows, from its own description.
words() { "$host" --describe "$plugin" | grep -o "\"name\":\"$1\"[^]]*\]" | sed -E 's/.*"choices":\[(.*)\]/\1/; s/"//g; s/,/ /g'; }
tasks=$(words task) causes=$(words cause) variants=$(words variant)
for ((seed = 0; seed < seeds; seed++)); do
    for task in $tasks; do
        for variant in $variants; do
            stop=0
            [ "$variant" != resume ] || stop=150
            printf '{"output":"%s.healthy-%s.0.%d.jsonl.gz","seed":%d,"stopAt":%d,"hyperparameters":{"task":"%s","variant":"%s","harm":"yes"}}\n' \
                "$task" "$variant" "$seed" "$seed" "$stop" "$task" "$variant"
        done
        for cause in $causes; do
            [ "$cause" != healthy ] || continue
            for severity in 1 2 3; do
                printf '{"output":"%s.%s.%d.%d.jsonl.gz","seed":%d,"hyperparameters":{"task":"%s","cause":"%s","severity":"%d","harm":"yes"}}\n' \
                    "$task" "$cause" "$severity" "$seed" "$seed" "$task" "$cause" "$severity"
            done
        done
    done
done >"$runs"
sed -E 's/.*"output":"([^"]*)".*/\1/' "$runs" >"$names"
total=$(wc -l <"$runs")

# Nicely, for it takes whole cores for minutes.
# Their numbers do not depend on how busy the machine is: one thread each, and each step counts 10 ms on the file's clock.
# A collection in the midst of a TorchSharp call can free a number that the call still reads; with a large nursery there are next to none.
export OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=131072 DOTNET_GCgen0size=0x10000000
missing() {
    local name left=0
    while read -r name; do [ -e "$to/$name" ] || left=$((left + 1)); done <"$names"
    echo "$left"
}
before=$(missing) began=$SECONDS
# Once more for what is missing: a native abort takes the rest of its part with it.
for round in 1 2; do
    [ "$(missing)" -gt 0 ] || break
    [ "$round" -eq 1 ] || echo "$(missing) runs are missing and are run again"
    pids=()
    for ((part = 1; part <= processes; part++)); do
        nice -n 10 "$host" --record "$plugin" --runs "$runs" --to "$to" --part "$part/$processes" --step-time 10000 &
        pids+=($!)
    done
    trap 'kill "${pids[@]}" 2>/dev/null; rm -f "$runs" "$names"; exit 130' INT TERM
    while kill -0 "${pids[@]}" 2>/dev/null; do
        sleep 5
        left=$(missing) spent=$((SECONDS - began))
        echo "$((total - left)) of $total runs, $spent s, about $((before > left ? left * spent / (before - left) : 0)) s to go"
    done
    for pid in "${pids[@]}"; do wait "$pid" || true; done
done
bytes=0
while read -r name; do [ ! -e "$to/$name" ] || bytes=$((bytes + $(stat -c %s "$to/$name"))); done <"$names"
failed=$(missing)
echo "$total runs, $failed failed, $bytes bytes in $((SECONDS - began)) s"
[ "$failed" -eq 0 ]
