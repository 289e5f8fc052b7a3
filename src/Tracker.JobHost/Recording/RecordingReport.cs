using System.Threading.Channels;
using Tracker.JobHost.Reporting;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Recording;

/// <summary>Keeps what a job says, in order, until its file is written.</summary>
/// <param name="stopAt">The step at which the first attempt is told to stop; 0 for none.</param>
/// <param name="stepTime">Microseconds that each new step counts; 0 takes the time that passes.</param>
internal sealed class RecordingReport(long stopAt, long stepTime) : JobReport
{
    private readonly Channel<JobCommand> _none = Channel.CreateBounded<JobCommand>(1);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RecordedEntry> _entries = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private long _lastStep = -1;
    private long _steps;

    /// <summary>What was said, but for facts before the first row.</summary>
    public IReadOnlyList<RecordedEntry> Entries => _entries;

    /// <summary>What was said before the first row, in order.</summary>
    public List<TrainingFacts> Header { get; } = [];

    /// <summary>Tags <c>truth.NAME</c>, whenever they were set: what is known of a generated run and no judge may see.</summary>
    public SortedDictionary<string, string> Truth { get; } = new(StringComparer.Ordinal);

    public override ChannelReader<JobCommand> Commands => _none.Reader;

    /// <summary>Cancelled when the first attempt reached the step at which it stops.</summary>
    public CancellationToken StopToken(int attempt) => attempt == 1 ? _stop.Token : CancellationToken.None;

    public void BeginAttempt(int attempt)
    {
        lock (_gate) _entries.Add(new RecordedEntry.Attempt(attempt));
    }

    public override void Log(long step, ReadOnlySpan<(string Name, double Value)> values)
    {
        lock (_gate)
        {
            if (step != _lastStep) _steps++;
            _lastStep = step;
            _entries.Add(new RecordedEntry.Row(step, Now(), values.ToArray()));
        }

        if (stopAt > 0 && step >= stopAt) _stop.Cancel();
    }

    public override void SetFacts(TrainingFacts facts)
    {
        lock (_gate)
        {
            var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in facts.Tags)
            {
                if (name.StartsWith(RunFile.TruthPrefix, StringComparison.Ordinal)) Truth[name[RunFile.TruthPrefix.Length..]] = value;
                else tags[name] = value;
            }

            var rest = facts with { Tags = tags };
            if (_entries.Count == 0) Header.Add(rest);
            else if (RunFile.SaysAnything(rest)) _entries.Add(new RecordedEntry.Facts(rest));
        }
    }

    public override void Phase(string name, long step)
    {
        lock (_gate) _entries.Add(new RecordedEntry.Phase(name, step));
    }

    public override ValueTask DisposeAsync()
    {
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private long Now() => stepTime > 0 ? _steps * stepTime : (long)TimeProvider.System.GetElapsedTime(_began).TotalMicroseconds;
}
