#!/usr/bin/python3
"""Trains a softmax regression on handwritten digits, in plain Python, and reports to Tracker while it does.

The training knows nothing of the daemon but four lines: TrackerRun(...), run.log(...), run.commands and run.finish(...).
"""
import argparse
import csv
import gzip
import math
import random
import time
from pathlib import Path

from tracker_client import TrackerRun, common_pb2

DATA = Path(__file__).resolve().parents[3] / "plugins" / "Digits" / "data" / "digits.csv.gz"
CLASSES, VALIDATION, BATCH = 10, 360, 32


def load(path):
    """Rows of 64 pixels, scaled to 0..1, with a constant for the bias; and their classes."""
    with gzip.open(path, "rt") as file:
        rows = [[float(cell) for cell in row] for row in csv.reader(file)]
    random.Random(1).shuffle(rows)
    samples = [([pixel / 16 for pixel in row[:-1]] + [1.0], int(row[-1])) for row in rows]
    return samples[VALIDATION:], samples[:VALIDATION]


def predict(weights, pixels):
    """The probability of each class."""
    scores = [sum(w * x for w, x in zip(row, pixels)) for row in weights]
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    return [e / total for e in exponentials]


def evaluate(weights, samples):
    """Mean cross-entropy and accuracy."""
    loss = hits = 0
    for pixels, label in samples:
        probabilities = predict(weights, pixels)
        loss -= math.log(max(probabilities[label], 1e-12))
        hits += probabilities.index(max(probabilities)) == label
    return loss / len(samples), hits / len(samples)


def train_step(weights, batch, lr):
    """One step of gradient descent; returns the batch's loss and the norm of the gradient."""
    gradient = [[0.0] * len(row) for row in weights]
    loss = 0.0
    for pixels, label in batch:
        probabilities = predict(weights, pixels)
        loss -= math.log(max(probabilities[label], 1e-12)) / len(batch)
        for k, row in enumerate(gradient):
            error = (probabilities[k] - (k == label)) / len(batch)
            for i, x in enumerate(pixels):
                row[i] += error * x
    for row, slope in zip(weights, gradient):
        for i, g in enumerate(slope):
            row[i] -= lr * g
    return loss, math.sqrt(sum(g * g for slope in gradient for g in slope))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", default=DATA, help="digits.csv.gz")
    options.add_argument("--name", default="python-digits", help="the run's name")
    options.add_argument("--experiment", default="examples", help="groups runs")
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--lr", type=float, default=0.5)
    options.add_argument("--steps", type=int, help="stop after so many steps, whatever the epochs say")
    options.add_argument("--step-seconds", type=float, default=0, help="make each step take at least so long")
    options.add_argument("--silent-after", type=int, help="report nothing after this step, but live on: what a hung trainer looks like")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--attempt", type=int, default=1, help="2 for the first resume, and so on")
    options.add_argument("--server", help="http://host:port, https://host:port or unix:/path; default: TRACKER_SERVER, else this machine's socket")
    args = options.parse_args()

    train, validation = load(args.data)
    steps_per_epoch = math.ceil(len(train) / BATCH)
    planned = min(args.epochs * steps_per_epoch, args.steps or math.inf)
    run = TrackerRun(name=args.name, server=args.server, attempt=args.attempt, facts=common_pb2.Facts(
        experiment=args.experiment, kind=common_pb2.TRAINING_KIND_SUPERVISED, step_unit=common_pb2.STEP_UNIT_STEP, num_classes=CLASSES,
        class_counts=[sum(label == k for _, label in train) for k in range(CLASSES)], dataset_size=len(train),
        validation_size=len(validation), batch_size=BATCH, planned_steps=planned, optimizer="sgd",
        weights_origin=common_pb2.WEIGHTS_ORIGIN_SCRATCH, parameter_count=CLASSES * 65, primary_metric="train/loss",
        hyperparameters={"lr": str(args.lr), "batch-size": str(BATCH), "seed": str(args.seed)}))
    print(f"run {run.id}", flush=True)

    shuffle = random.Random(args.seed)
    weights = [[shuffle.gauss(0, 0.01) for _ in range(65)] for _ in range(CLASSES)]
    lr, step, status = args.lr, 0, common_pb2.RUN_STATUS_FINISHED
    waited = worked = 0.0  # seconds, since the share of waiting was told last
    while step < planned:
        if step % steps_per_epoch == 0:
            shuffle.shuffle(train)
        started, at = time.monotonic(), step % steps_per_epoch * BATCH
        batch = train[at:at + BATCH]  # a loader that reads files would wait here
        waited += time.monotonic() - started
        loss, gradient_norm = train_step(weights, batch, lr)
        worked += time.monotonic() - started
        metrics = {"train/loss": loss, "train/gradient_norm": gradient_norm, "learning_rate": lr}
        step += 1
        if step % steps_per_epoch == 0 or step == planned:
            metrics["validation/loss"], metrics["validation/accuracy"] = evaluate(weights, validation)
            metrics["system/data-wait-share"], waited, worked = waited / worked, 0.0, 0.0
        if not args.silent_after or step <= args.silent_after:
            run.log(step, metrics)
        while not run.commands.empty():
            command = run.commands.get()
            if command.name == "stop":
                run.answer(command)
                status, planned = common_pb2.RUN_STATUS_CANCELLED, step
            elif command.name == "set-learning-rate":
                try:
                    rate = float(command.arguments["value"])
                except (KeyError, ValueError):
                    rate = 0.0
                if 0 < rate < math.inf:
                    lr = rate
                    run.answer(command, message=f"the learning rate is {lr}")
                else:
                    run.answer(command, applied=False, message="the argument value must be a number above 0")
            else:
                run.answer(command, applied=False, message=f"this trainer does not know '{command.name}'")
        time.sleep(max(0, args.step_seconds - (time.monotonic() - started)))

    if args.silent_after and status == common_pb2.RUN_STATUS_FINISHED:
        print("training is over; silent, and alive until it is stopped", flush=True)
        while True:
            time.sleep(60)
    loss, accuracy = evaluate(weights, validation)
    stored = run.finish(status, timeout=60)
    print(f"steps {step}, validation loss {loss:.4f}, accuracy {accuracy:.1%}; logged {run.logged}, acknowledged {run.acknowledged}, "
          f"dropped {run.dropped}{'' if stored else '; the rest waits in the spool'}")


if __name__ == "__main__":
    main()
