#!/usr/bin/env bash
# Draws docs/demo.svg, the picture of the README: runs the demo and draws the table that it closes with.
#   usage: eng/draw-demo.sh      needs what ./tracker demo needs, and util-linux's script(1) for a terminal
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
columns=120
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$root/tracker" --version >/dev/null # builds what is stale, so that the picture holds none of it
# A terminal of a fixed width, so that the demo colours and wraps as it does for people.
TERM=xterm-256color COLUMNS=$columns script -qec "stty cols $columns rows 60; '$root/tracker' demo --once" "$work/typescript" >"$work/terminal" </dev/null
# The closing table alone: what comes before it names this machine's folders and is drawn over as the runs go on.
table=$(tr -d '\r' <"$work/terminal" | sed -n '/╭/,/╰/{s/^.*╭/╭/;p}')
[ -n "$table" ] || { echo "draw-demo: the demo printed no table:" >&2; cat "$work/terminal" >&2; exit 1; }
printf '%s\n' "$table" | python3 "$root/eng/terminal-to-svg.py" './tracker demo' >"$work/demo.svg"
mv "$work/demo.svg" "$root/docs/demo.svg"
echo "docs/demo.svg is drawn."
