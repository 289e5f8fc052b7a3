using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Readers;

/// <summary>A run from a file that <c>tracker-job --record</c> wrote.</summary>
/// <param name="Recording">What its trainer sent.</param>
/// <param name="Truth">What is true of it; null where the file does not tell.</param>
public sealed record RunFile(Recording Recording, RunTruth? Truth);

/// <summary>Reads the files of <c>tracker-job --record</c>: JSON lines, perhaps packed by gzip.</summary>
public static class RunFileReader
{
    /// <summary>Reads one run into memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it will be judged with; null the defaults.</param>
    /// <param name="amend">Changes the facts that the file begins with, as to leave out the plan; null keeps them.</param>
    /// <exception cref="LogException">The file is no such run; the message names the place.</exception>
    public static RunFile Read(string path, MonitorOptions? options = null, Func<RunFacts, RunFacts>? amend = null)
    {
        using var reader = new RunFileLog(LogBytes.Open(path));
        var entries = reader.Read();
        var facts = amend is null ? reader.Facts : amend(reader.Facts);
        var recorder = new LogRecorder(facts);
        foreach (var entry in entries) recorder.Take(entry);
        return new RunFile(recorder.Complete(options ?? new MonitorOptions()), reader.Truth);
    }
}
