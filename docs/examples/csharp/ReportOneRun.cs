using Tracker.Client;
using Tracker.Contracts.V1;

await using var run = TrackerRun.Start(new RunOptions
{
    Name = "from-csharp",
    Experiment = "examples",
    Facts = new Facts { Kind = TrainingKind.Supervised, NumClasses = 10, PlannedSteps = 100 },
});
for (var step = 0; step < 100; step++) run.Log(step, ("train/loss", 2.3 / (1 + step)), ("lr", 0.1));
await run.FinishAsync();
