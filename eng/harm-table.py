#!/usr/bin/python3
"""Prints how much worse the generated runs of a folder end than their healthy twins, as a Markdown table: cause x severity x task.

usage: eng/harm-table.py FOLDER
"""
import collections
import glob
import gzip
import json
import math
import sys

TASKS = ("digits", "tabular", "characters")


def truths(folder):
    for path in sorted(glob.glob(folder + "/*.jsonl.gz")):
        with gzip.open(path, "rt") as file:
            truth = json.loads(file.readline())["truth"]
        if "harm" in truth:
            yield truth


def cell(runs):
    if not runs:
        return "-"
    points = [100 * run["harm"] for run in runs]
    losses = [run["lossHarm"] for run in runs if isinstance(run["lossHarm"], (int, float)) and math.isfinite(run["lossHarm"])]
    loss = f"{sum(losses) / len(losses):+.2g}" if losses else "not finite"
    return f"{sum(points) / len(points):.1f} ({min(points):.1f}); {loss}"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: eng/harm-table.py FOLDER")
    groups = collections.defaultdict(list)
    for truth in truths(sys.argv[1]):
        name = truth["problem"] + (": " + truth["variant"] if "variant" in truth else "")
        groups[truth["severity"] == 0, name, truth["severity"], truth["task"]].append(truth)
    if not groups:
        sys.exit(f"{sys.argv[1]} holds no generated runs: make some with tests/matrix.sh --to {sys.argv[1]}")
    print("| Cause | Severity |", " | ".join(TASKS), "|")
    print("| --- | --- | --- | --- | --- |")
    for key in sorted({key[:3] for key in groups}):
        print(f"| {key[1]} | {key[2] or ''} |", " | ".join(cell(groups.get((*key, task))) for task in TASKS), "|")


main()
