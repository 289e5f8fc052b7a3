using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Traces;

/// <summary>Acts a script out: what the daemon would have journalled of that run.</summary>
internal sealed class TraceRecorder
{
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly TraceScript _script;
    private readonly RunRecorder _run;
    private readonly Dictionary<string, NoiseSource> _noise = new(StringComparer.Ordinal);
    private TimeSpan _interval = TimeSpan.FromSeconds(1);
    private Timestamp _now = Start;
    private ulong _seed = 1;
    private long _step;

    private TraceRecorder(TraceScript script, int rowsPerInput)
    {
        _script = script;
        _run = new RunRecorder(Start, script.Facts, rowsPerInput);
    }

    public static Recording Record(TraceScript script, int rowsPerInput = 1)
    {
        var recorder = new TraceRecorder(script, rowsPerInput);
        foreach (var action in script.Actions) recorder.Act(action);
        return recorder._run.Complete(new RunId(1), recorder._script.Options, recorder._now);
    }

    private void Act(TraceAction action)
    {
        switch (action)
        {
            case SegmentAction segment: Act(segment); break;
            case HoldAction hold: Act(hold); break;
            case SilenceAction silence: _now += silence.Span; break;
            case DowntimeAction away:
                _now += away.Span;
                _run.Downtime(_now, away.Span);
                break;
            case IntervalAction interval: _interval = interval.Span; break;
            case SeedAction seed:
                _seed = seed.Seed;
                _noise.Clear();
                break;
            case AttemptAction attempt:
                _run.Attempt(_now, attempt.Attempt);
                _step = attempt.Step ?? _step;
                break;
            case PhaseAction phase: _run.Phase(_now, phase.Name, _step); break;
            case FactsAction facts: _run.Facts(_now, facts.Facts); break;
            case FinishAction finish: _run.Finish(_now, finish.Status); break;
        }
    }

    private void Act(SegmentAction segment)
    {
        for (var t = 0L; t < segment.Steps; t++, _step++, _now += _interval)
        {
            foreach (var stream in segment.Streams)
            {
                if (t >= stream.From && (t - stream.From) % stream.Every == 0) Report(stream.Columns, _step, t);
            }
        }
    }

    private void Act(HoldAction hold)
    {
        for (var end = _now + hold.Span; _now < end; _now += _interval) Report(hold.Columns, Math.Max(0, _step - 1), 0);
    }

    private void Report(ImmutableArray<Column> columns, long step, long t)
    {
        var set = _run.Set(_now, [.. columns.Select(column => column.Metric)]);
        var values = new double[columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var column = columns[i];
            values[i] = column.Value.At(step, t);
            if (column.Noise is { } noise) values[i] += noise.At(step, t) * Noise(column.Metric).Next();
        }

        _run.Row(_now, set, step, values);
    }

    private NoiseSource Noise(string metric)
    {
        if (!_noise.TryGetValue(metric, out var source)) _noise.Add(metric, source = new NoiseSource(_seed, metric));
        return source;
    }
}
