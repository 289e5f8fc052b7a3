using System.Globalization;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Diagnosis.Weights;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>The state of a monitor as bytes.</summary>
public sealed partial class RunMonitor
{
    /// <summary>The whole state; <see cref="Load(RunId, MonitorOptions, ReadOnlySpan{byte})"/> gives a monitor that goes on bit for bit.</summary>
    public byte[] Save() => SavedState.Seal(Version(_options, _catalog), writer =>
    {
        writer.Int64(Position);
        writer.Int64((long)_events.Last);
        writer.Int64(_events.At.Microseconds);
        writer.Int64(IgnoredFrames);
        writer.Optional(_createdAt?.Microseconds);
        writer.Optional(_lastReportAt?.Microseconds);
        writer.Int64(_silentSince.Microseconds);
        _facts.Save(writer);
        writer.Text(_phase?.Name);
        writer.Int64(_phase?.Step ?? 0);
        _status.Save(writer);
        _series.Save(writer);
        _sets.Save(writer);
        _fold.Save(writer);
        _judge.Save(writer);
        _commands.Save(writer);
    });

    /// <summary>A monitor from its saved state, made by the same <see cref="JudgeVersion"/>.</summary>
    /// <exception cref="FormatException">The bytes are no saved state of this version.</exception>
    public static RunMonitor Load(RunId run, MonitorOptions options, ReadOnlySpan<byte> saved) => Load(run, options, Catalog(options), saved);

    /// <summary>Names what judges: detector ids, state layouts and options. State of another version is folded again from the start.</summary>
    public static string JudgeVersion(MonitorOptions options) => Version(options, Catalog(options));

    internal static RunMonitor Load(RunId run, MonitorOptions options, DetectorCatalog catalog, ReadOnlySpan<byte> saved)
    {
        var monitor = new RunMonitor(run, options, catalog);
        var reader = SavedState.Open(Version(options, catalog), saved);
        monitor.Read(ref reader);
        if (!reader.AtEnd) throw StateReader.Broken();
        return monitor;
    }

    private static DetectorCatalog Catalog(MonitorOptions options) =>
        DetectorCatalog.Default(new StalledRunOptions { Floor = options.StallFloor }, options.Detectors);

    private static string Version(MonitorOptions options, DetectorCatalog catalog)
    {
        var causes = DefaultWeights.Text;
        return catalog.Version(string.Create(CultureInfo.InvariantCulture, $"{SavedState.Layout};{options.LostAfter.Ticks};{causes};{string.Join('\n', options.Rules)}"));
    }

    private void Read(ref StateReader reader)
    {
        Position = reader.Int64();
        _events.Last = (ulong)reader.Int64();
        _events.Resume(new Timestamp(reader.Int64()));
        IgnoredFrames = reader.Int64();
        _createdAt = reader.Optional() is { } created ? new Timestamp(created) : null;
        _lastReportAt = reader.Optional() is { } reported ? new Timestamp(reported) : null;
        _silentSince = new Timestamp(reader.Int64());
        _facts.Load(ref reader);
        var (phase, phaseStep) = (reader.Text(), reader.Int64());
        _phase = phase is null ? null : new RunPhase(phase, phaseStep);
        _status.Load(ref reader);
        _series.Load(ref reader, Facts);
        _sets.Load(ref reader);
        _fold.Load(ref reader);
        _fold.Assign(Facts);
        _judge.Load(ref reader);
        _commands.Load(ref reader);
        NextDeadline = Deadline();
    }
}
