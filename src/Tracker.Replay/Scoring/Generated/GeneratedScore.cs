using System.Collections.Immutable;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>What was said of one generated run, of which is known what is wrong with it.</summary>
public sealed record GeneratedScore
{
    /// <summary>Name of its file.</summary>
    public required string File { get; init; }

    /// <summary>What is true of it.</summary>
    public required RunTruth Truth { get; init; }

    /// <summary>Its last step.</summary>
    public required long Length { get; init; }

    /// <summary>Samples that were judged.</summary>
    public required long Samples { get; init; }

    /// <summary>Alerts at warning or above.</summary>
    public required ImmutableArray<Incident> Incidents { get; init; }

    /// <summary>Causes that were named last, the likeliest first.</summary>
    public required ImmutableArray<NamedCause> Causes { get; init; }

    /// <summary>Ids of the remedies of the likeliest cause, the best first.</summary>
    public required ImmutableArray<string> Remedies { get; init; }

    /// <summary>Ids of what was seen and bears on causes, of the last diagnosis; empty where none was made.</summary>
    public required ImmutableArray<string> Evidence { get; init; }

    /// <summary>Problem, or healthy and its variant.</summary>
    public string Group => Truth.IsHealthy ? $"healthy: {Truth.Variant}" : Truth.Problem;

    /// <summary>The first warning from the onset on; null where there is none.</summary>
    public Incident? Detected => Incidents.FirstOrDefault(incident => Truth.IsHealthy || incident.Step >= Truth.Onset);

    /// <summary>From the onset to the first warning, as a share of the run, 0 to 1; null where there is none.</summary>
    public double? DelayShare => Detected is { } incident ? (double)(incident.Step - Truth.Onset) / Math.Max(1, Length) : null;

    /// <summary>How right its diagnosis is.</summary>
    public CauseOutcome Outcome => NamedCause.Judge(Causes, Truth.Problem);

    /// <summary>The right cause is among the first three that are named, told apart or not.</summary>
    public bool IsAmongThree => Causes.Take(3).Any(one => one.Cause == Truth.Problem);

    /// <summary>The first or the second remedy of the likeliest cause is right for what is wrong.</summary>
    public bool HasRightRemedy => Remedies.Take(2).Intersect(Truth.Remedies, StringComparer.Ordinal).Any();

    /// <summary>Judges a run.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="withheld">What its trainer does not tell.</param>
    /// <exception cref="LogException">The file is no such run.</exception>
    /// <exception cref="FormatException">It does not tell what is true of the run.</exception>
    public static GeneratedScore Of(string path, Withheld withheld)
    {
        var run = RunFileReader.Read(path);
        if (run.Truth is not { Problem.Length: > 0 } truth) throw new FormatException($"{path} does not tell what is true of its run: it was not made to be scored.");
        var played = withheld.From(run.Recording).Play();
        var findings = played.Snapshot.Findings;
        return new GeneratedScore
        {
            File = Path.GetFileName(path),
            Truth = truth,
            Length = played.Snapshot.Step,
            Samples = played.Snapshot.Samples,
            Incidents = [.. Incident.Of(played)],
            Causes = [.. findings.Select(static finding => new NamedCause(finding.Cause, finding.Likelihood))],
            Evidence = played.Snapshot.Evidence,
            Remedies = findings.IsEmpty ? [] : [.. findings[0].Remedies.Select(static plan => plan.Remedy)],
        };
    }
}
