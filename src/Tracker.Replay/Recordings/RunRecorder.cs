using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Replay.Recordings;

/// <summary>Writes down what one producer sent, as the inputs that the daemon would have journalled.</summary>
public sealed class RunRecorder
{
    private static readonly ProducerId Producer = new(1);
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<RunInput>.Builder _inputs = ImmutableArray.CreateBuilder<RunInput>();
    private readonly Dictionary<string, uint> _sets = new(StringComparer.Ordinal);
    private readonly List<Frame> _frames = [];
    private readonly List<long> _steps = [];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private readonly Action<RunInput> _take;
    private readonly int _rowsPerInput;
    private Timestamp _now;
    private Timestamp _opened;
    private ulong _sequence;
    private uint _set;
    private int _attempt = 1;
    private int _rows;

    /// <summary>Starts a recording.</summary>
    /// <param name="start">When the run was made.</param>
    /// <param name="facts">What its hello told.</param>
    /// <param name="rowsPerInput">Rows that travel in one input, 1 or more; in a frame are neighbours of one set.</param>
    /// <param name="take">Takes each input as it is made, and none is kept; null keeps them for <see cref="Complete"/>.</param>
    public RunRecorder(Timestamp start, RunFacts facts, int rowsPerInput, Action<RunInput>? take = null)
    {
        _now = start;
        _rowsPerInput = rowsPerInput;
        _take = take ?? _inputs.Add;
        _take(new MarkInput(start, MarkKind.Created, 0, ""));
        _take(new MarkInput(start, MarkKind.Attempt, 1, ""));
        _take(new FactsInput(start, Producer, 0, facts));
    }

    /// <summary>The id of a metric set; the first use announces it.</summary>
    public uint Set(Timestamp at, params ImmutableArray<string> names) => Set(at, 0, names);

    /// <summary>The id of a metric set of one rank; the first use announces it.</summary>
    public uint Set(Timestamp at, int rank, ImmutableArray<string> names)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{rank}\n{string.Join('\n', names)}");
        if (_sets.TryGetValue(key, out var set)) return set;
        Flush();
        set = (uint)_sets.Count + 1;
        _sets.Add(key, set);
        Add(new SetInput(Later(at), Producer, ++_sequence, rank, set, names));
        return set;
    }

    /// <summary>One row of a set.</summary>
    /// <param name="at">When it was measured and, if that is not before the one above it, taken.</param>
    /// <param name="set">From <see cref="Set(Timestamp, int, ImmutableArray{string})"/>.</param>
    /// <param name="step">Its step.</param>
    /// <param name="values">Shape [metrics of the set].</param>
    public void Row(Timestamp at, uint set, long step, params ReadOnlySpan<double> values)
    {
        // What was taken at one time is one input: a tick that is due between two rows comes between them, as it did.
        if (_rows > 0 && (at - _opened).Duration() > LongestInput) Flush();
        if (_rows == 0) _opened = at;
        if (_steps.Count > 0 && set != _set) CloseFrame();
        _set = set;
        _steps.Add(step);
        _times.Add(at.Microseconds);
        _values.AddRange(values);
        _now = Later(at);
        if (++_rows >= _rowsPerInput) Flush();
    }

    /// <summary>Later facts.</summary>
    public void Facts(Timestamp at, RunFacts facts) => Add(new FactsInput(Later(at), Producer, ++_sequence, facts));

    /// <summary>A new attempt; the rows that follow belong to it.</summary>
    public void Attempt(Timestamp at, int attempt)
    {
        Add(new MarkInput(Later(at), MarkKind.Attempt, attempt, ""));
        _attempt = attempt;
    }

    /// <summary>The trainer begins a phase.</summary>
    public void Phase(Timestamp at, string name, long step) =>
        Add(new MarkInput(Later(at), MarkKind.Phase, step, name) { Producer = Producer, Sequence = ++_sequence });

    /// <summary>The rows that follow are of that attempt, as the trainer says; one below the newest is over.</summary>
    public void RowsOf(int attempt)
    {
        if (attempt == _attempt) return;
        CloseFrame();
        _attempt = attempt;
    }

    /// <summary>The daemon was away until now.</summary>
    public void Downtime(Timestamp until, TimeSpan span) => Add(new MarkInput(until, MarkKind.Downtime, span.Ticks / TimeSpan.TicksPerMicrosecond, ""));

    /// <summary>The trainer says that the run is over.</summary>
    public void Finish(Timestamp at, RunStatus status) => Add(new FinishInput(Later(at), Producer, ++_sequence, status, "", BySupervisor: false));

    /// <summary>Gives out what is not yet given out.</summary>
    /// <returns>When the last input was taken.</returns>
    public Timestamp End()
    {
        Flush();
        return _now;
    }

    /// <summary>The recording, watched until the end.</summary>
    public Recording Complete(RunId run, MonitorOptions options, Timestamp end)
    {
        Flush();
        return new Recording(run, options, _inputs.ToImmutable(), end < _now ? _now : end);
    }

    private void Add(RunInput input)
    {
        Flush();
        _take(input);
        _now = input.ReceivedAt;
    }

    private Timestamp Later(Timestamp at) => at < _now ? _now : at;

    private void Flush()
    {
        CloseFrame();
        _rows = 0;
        if (_frames.Count == 0) return;
        _take(new FramesInput(_now, [.. _frames]));
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
