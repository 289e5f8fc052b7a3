using System.Buffers.Binary;
using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Replay.Recordings;

/// <summary>Writes down what one producer sent, as the inputs that the daemon would have journalled.</summary>
public sealed class RunRecorder
{
    private static readonly ProducerId Producer = new(1);

    private readonly ImmutableArray<RunInput>.Builder _inputs = ImmutableArray.CreateBuilder<RunInput>();
    private readonly Dictionary<string, uint> _sets = new(StringComparer.Ordinal);
    private readonly List<Frame> _frames = [];
    private readonly List<long> _steps = [];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private readonly int _rowsPerInput;
    private Timestamp _now;
    private ulong _sequence;
    private uint _set;
    private int _attempt = 1;
    private int _rows;

    /// <summary>Starts a recording.</summary>
    /// <param name="start">When the run was made.</param>
    /// <param name="facts">What its hello told.</param>
    /// <param name="rowsPerInput">Rows that travel in one input, 1 or more; in a frame are neighbours of one set.</param>
    public RunRecorder(Timestamp start, RunFacts facts, int rowsPerInput)
    {
        _now = start;
        _rowsPerInput = rowsPerInput;
        _inputs.Add(new MarkInput(start, MarkKind.Created, 0, ""));
        _inputs.Add(new MarkInput(start, MarkKind.Attempt, 1, ""));
        _inputs.Add(new FactsInput(start, Producer, 0, facts));
    }

    /// <summary>The id of a metric set; the first use announces it.</summary>
    public uint Set(Timestamp at, params ImmutableArray<string> names)
    {
        var key = string.Join('\n', names);
        if (_sets.TryGetValue(key, out var set)) return set;
        Flush();
        set = (uint)_sets.Count + 1;
        _sets.Add(key, set);
        Add(new SetInput(at, Producer, ++_sequence, 0, set, names));
        return set;
    }

    /// <summary>One row of a set.</summary>
    /// <param name="at">When it was measured and taken.</param>
    /// <param name="set">From <see cref="Set"/>.</param>
    /// <param name="step">Its step.</param>
    /// <param name="values">Shape [metrics of the set].</param>
    public void Row(Timestamp at, uint set, long step, params ReadOnlySpan<double> values)
    {
        if (_steps.Count > 0 && set != _set) CloseFrame();
        _set = set;
        _steps.Add(step);
        _times.Add(at.Microseconds);
        _values.AddRange(values);
        _now = at;
        if (++_rows >= _rowsPerInput) Flush();
    }

    /// <summary>Later facts.</summary>
    public void Facts(Timestamp at, RunFacts facts) => Add(new FactsInput(at, Producer, ++_sequence, facts));

    /// <summary>A new attempt; the rows that follow belong to it.</summary>
    public void Attempt(Timestamp at, int attempt)
    {
        Add(new MarkInput(at, MarkKind.Attempt, attempt, ""));
        _attempt = attempt;
    }

    /// <summary>The daemon was away until now.</summary>
    public void Downtime(Timestamp until, TimeSpan span) => Add(new MarkInput(until, MarkKind.Downtime, span.Ticks / TimeSpan.TicksPerMicrosecond, ""));

    /// <summary>The trainer says that the run is over.</summary>
    public void Finish(Timestamp at, RunStatus status) => Add(new FinishInput(at, Producer, ++_sequence, status, "", BySupervisor: false));

    /// <summary>The recording, watched until the end.</summary>
    public Recording Complete(RunId run, MonitorOptions options, Timestamp end)
    {
        Flush();
        return new Recording(run, options, _inputs.ToImmutable(), end < _now ? _now : end);
    }

    private void Add(RunInput input)
    {
        Flush();
        _inputs.Add(input);
        _now = input.ReceivedAt;
    }

    private void Flush()
    {
        CloseFrame();
        _rows = 0;
        if (_frames.Count == 0) return;
        _inputs.Add(new FramesInput(_now, [.. _frames]));
        _frames.Clear();
    }

    private void CloseFrame()
    {
        var rows = _steps.Count;
        if (rows == 0) return;
        var metrics = _values.Count / rows;
        var bytes = new byte[_values.Count * sizeof(double)];
        for (var row = 0; row < rows; row++)
        {
            for (var metric = 0; metric < metrics; metric++)
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(((metric * rows) + row) * sizeof(double)), _values[(row * metrics) + metric]);
        }

        _frames.Add(new Frame(Producer, ++_sequence, _attempt, _set, _steps.ToArray(), _times.ToArray(), bytes, isFloat32: false));
        _steps.Clear();
        _times.Clear();
        _values.Clear();
    }
}
