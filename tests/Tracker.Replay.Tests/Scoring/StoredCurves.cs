using Tracker.Replay.Readers;
using Tracker.Replay.Scoring;
using Tracker.Testing;

namespace Tracker.Replay.Tests.Scoring;

/// <summary>The stored curves beside the repository, judged once in all regimes. They are not the project's own: where they are absent, tests are skipped.</summary>
public sealed class StoredCurves
{
    private readonly Lazy<IReadOnlyList<CurveScore>> _scores = new(static () => CurveFolder.Score(
        DeepObsReader.Find(Folder),
        [.. CurveRegime.Nine, .. CurveRegime.Nine.Select(static regime => regime with { PlanKnown = false })],
        baselines: false,
        // Of those that are merely good or slow nothing is promised.
        static verdict => verdict is not ("good" or "slow" or "collapsed"),
        static _ => { },
        CancellationToken.None));

    /// <summary>Where they are; the variable TRACKER_CURVES names another place.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("TRACKER_CURVES") ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "curves"));

    public IReadOnlyList<CurveScore> Scores
    {
        get
        {
            if (DeepObsReader.Find(Folder).Count == 0) Assert.Skip($"The stored curves are not here: {Folder}");
            return _scores.Value;
        }
    }
}
