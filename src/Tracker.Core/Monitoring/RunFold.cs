using Tracker.Core.Detection;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>Takes rows one by one, so that no cut into frames or inputs changes anything, and asks for judgement where it is due.</summary>
internal sealed class RunFold(SeriesTable series, RunJudge judge)
{
    /// <summary>Up to this many samples each is judged, then every 16th.</summary>
    private const long JudgedEach = 256;

    private RunState _state = new() { Step = -1 };
    private JudgeFacts _judgeFacts;
    private Part[] _parts = [];
    private bool[] _watched = [];
    private bool[] _higherIsBetter = [];
    private sbyte[] _signals = [];
    private bool _ratioSent;
    private RunFacts _facts = RunFacts.None;

    public long Step => _state.Step;

    /// <summary>The kind it is judged as.</summary>
    public InferredKind Kind { get; private set; }

    /// <summary>Values taken, late ones included.</summary>
    public long Samples { get; private set; }

    /// <summary>Highest step of any series of any rank, but for system series; -1 before the first.</summary>
    public long HighestStep { get; private set; } = -1;

    public ref readonly RhythmStatistics Reports => ref _state.Reports;

    /// <summary>Facts or series changed.</summary>
    public void Assign(RunFacts facts)
    {
        if (!ReferenceEquals(facts, _facts)) series.Read(facts);
        _facts = facts;
        Kind = series.Kind(facts);
        _judgeFacts = JudgeFacts.From(facts, Kind.Kind);
        if (series.Assign(facts))
        {
            _state.Loss = default;
            _state.Resume = default;
            judge.Forget(Step);
        }

        judge.Rules.Assign(series);
        _parts = new Part[series.Count];
        _watched = new bool[series.Count];
        _higherIsBetter = new bool[series.Count];
        _signals = new sbyte[series.Count];
        _ratioSent = false;
        for (var i = 0; i < series.Count; i++)
        {
            _parts[i] = series.PartOf(i);
            _watched[i] = series.IsWatched(i);
            _higherIsBetter[i] = series.Meaning(i).Direction == MetricDirection.HigherIsBetter;
            _signals[i] = series.Rank(i) == 0 && SignalNames.TryRead(series.Name(i), out var signal) ? (sbyte)signal : (sbyte)-1;
            _ratioSent |= _signals[i] == (sbyte)Signal.GradientRatio;
        }
    }

    /// <summary>A new attempt begins.</summary>
    public void Restart()
    {
        judge.Restart(Step);
        series.Restart();
        _state.Resume.Leave(_state.Loss);
        _state.Loss.Restart();
        _state.Validation.Restart();
        _state.Score.Restart();
        _state.Pace = default;
        _state.NonFinite = default;
        _state.Signals = default;
        _state.Layers = default;
        _state.Reports.Restart();
        _state.Advances.Restart();
        _state.Step = -1;
        _state.EvaluationsSinceAdvance = 0;
    }

    /// <summary>A phase begins: what is trained from here on need not go on as before.</summary>
    public void Rebaseline()
    {
        judge.Recount();
        _state.Loss.Rebaseline();
        _state.Resume = default;
        _state.Pace = default;
    }

    /// <summary>Takes one row of a frame.</summary>
    /// <param name="columns">Where its values go.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="row">The row.</param>
    /// <param name="late">The row is of an attempt that is over.</param>
    /// <param name="context">What the view says of the run beside the statistics.</param>
    public void Take(SetTable.Columns columns, Frame frame, int row, bool late, in ViewContext context)
    {
        var step = frame.Steps.Span[row];
        Samples += columns.Series.Length;
        if (step > HighestStep && !columns.IsSystem) HighestStep = step;
        double loss = double.NaN, validation = double.NaN;
        bool fresh = false, bad = false, evaluated = false, largeGradient = false;
        var states = series.States;
        for (var i = 0; i < columns.Series.Length; i++)
        {
            var index = columns.Series[i];
            var x = frame.Value(i, row);
            var higher = series.Meaning(index).Direction == MetricDirection.HigherIsBetter;
            if (!states[index].Take(step, x, higher, late) || columns.Rank != 0) continue;
            if (!judge.Rules.IsEmpty && context.Status.IsLive()) judge.Rules.Take(index, step, x);
            if (_signals[index] >= 0) _state.Signals[_signals[index]].Take(step, x);
            if (_parts[index] == Part.System) continue;
            fresh = true;
            var isBad = SeriesState.IsBad(x);
            if (isBad && _watched[index])
            {
                _state.NonFinite.Take(index, step, x, _state.Loss, _state.Gradient);
                bad = true;
            }

            switch (_parts[index])
            {
                case Part.Primary:
                    loss = isBad ? double.NaN : x;
                    bad |= x == 0;
                    break;
                case Part.Validation: validation = isBad ? double.NaN : x; evaluated = true; break;
                case Part.Score:
                    if (!isBad)
                    {
                        _state.Validation.TakeScore(step, x, series.Roles.ScoreIsAccuracy);
                        _state.Score.Take(step, x);
                    }

                    evaluated = true;
                    break;
                case Part.LearningRate:
                    if (_state.LearningRate.IsJump(x)) Rebaseline();
                    _state.LearningRate.Take(step, x);
                    break;
                case Part.Gradient:
                    _state.Gradient.Take(step, x);
                    largeGradient = _state.Gradient.Large > 0;
                    break;
                case Part.LowLayer or Part.HighLayer when !_ratioSent: TakeLayer(step, x, _parts[index] == Part.LowLayer); break;
            }
        }

        if (columns.IsSystem) return;
        if (!fresh)
        {
            TakeRepeated(columns, frame.Times.Span[row], late, context);
            return;
        }

        var advanced = TakeTime(step, frame.Times.Span[row], evaluated);
        var occasion = (Occasions)0;
        if (!double.IsNaN(loss))
        {
            _state.Loss.Take(step, loss, _judgeFacts);
            if (_state.Loss.Count <= JudgedEach || _state.Loss.Count % 16 == 0 || _state.Loss.SpikeRun is 3) occasion |= Occasions.Samples;
        }

        if (!double.IsNaN(validation)) _state.Validation.Take(step, validation, _state.Loss.Count > 0 ? _state.Loss.Fast : double.NaN, _judgeFacts);
        if (evaluated) occasion |= Occasions.Evaluations;
        if (largeGradient) occasion |= Occasions.LargeGradients;
        if (bad || judge.IsFiring(Occasions.NonFinite)) occasion |= Occasions.NonFinite;
        if (!advanced || judge.IsFiring(Occasions.Time)) occasion |= Occasions.Time;
        if (occasion != 0 && context.Status.IsLive()) judge.Judge(occasion, View(context));
    }

    /// <summary>A look at everything.</summary>
    public RunView View(in ViewContext context) => new(ref _state, ref _judgeFacts)
    {
        Facts = _facts,
        Kind = Kind,
        Roles = series.Roles,
        Names = series.Names,
        Series = series.States,
        NothingNamed = series.IsEmpty,
        Watched = series.Watched,
        Now = context.Now,
        Status = context.Status,
        CreatedAt = context.CreatedAt,
        SilentSince = context.SilentSince,
        Attempt = context.Attempt,
    };

    public void Save(StateWriter writer)
    {
        writer.Int64(Samples);
        writer.Int64(HighestStep);
        writer.Bits(in _state);
    }

    public void Load(ref StateReader reader)
    {
        Samples = reader.Int64();
        HighestStep = reader.Int64();
        reader.Bits(ref _state);
    }

    /// <summary>Plain norms stand in for a ratio that the trainer does not send.</summary>
    private void TakeLayer(long step, double norm, bool isLow)
    {
        var ratio = _state.Layers.Take(step, norm, isLow);
        if (!double.IsNaN(ratio)) _state.Signals[(int)Signal.GradientRatio].Take(step, ratio);
    }

    /// <summary>A row that says nothing new teaches nothing, but it is a report: it may show that the step stands.</summary>
    private void TakeRepeated(SetTable.Columns columns, long time, bool late, in ViewContext context)
    {
        if (late || columns.Rank != 0 || _state.Reports.Begun == 0 || time <= _state.RowTime) return;
        _state.RowTime = time;
        if (context.Status.IsLive()) judge.Judge(Occasions.Time, View(context));
    }

    private bool TakeTime(long step, long time, bool evaluated)
    {
        _state.Rows++;
        if (_state.Reports.Begun == 0 || time > _state.RowTime) _state.RowTime = time;
        _state.Reports.Take(time, evaluated);
        if (evaluated) _state.EvaluationsSinceAdvance++;
        if (step <= _state.Step) return false;
        _state.Step = step;
        _state.Advances.Take(time, _state.EvaluationsSinceAdvance > 0);

        // Where every advance holds an evaluation, as in a log of epochs, they may be compared all the same.
        _state.Pace.Take(step, time, _state.EvaluationsSinceAdvance > 0 && _state.Advances.Evaluated < _state.Advances.Count);
        _state.EvaluationsSinceAdvance = 0;
        return true;
    }
}

/// <summary>What a view says of the run beside the statistics.</summary>
internal readonly record struct ViewContext(Timestamp Now, RunStatus Status, Timestamp CreatedAt, Timestamp? SilentSince, int Attempt);
