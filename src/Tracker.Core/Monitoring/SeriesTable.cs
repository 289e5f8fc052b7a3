using Tracker.Core.Detection;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>The part that a series plays in judging.</summary>
internal enum Part : byte
{
    None,
    Primary,
    Validation,
    Score,
    LearningRate,
    Gradient,

    /// <summary>A signal from the inside of the training.</summary>
    Signal,

    /// <summary>The gradient norm of the lowest layer that is sent, and of the highest.</summary>
    LowLayer,
    HighLayer,

    /// <summary>Kept, and nothing else: it is not even a sign of life.</summary>
    System,
}

/// <summary>Every series of a run by name and rank, in the order in which they appeared, and the part that each plays.</summary>
internal sealed class SeriesTable
{
    private readonly Dictionary<(string Name, int Rank), int> _index = [];
    private string[] _names = [];
    private int[] _ranks = [];
    private MetricMeaning[] _meanings = [];
    private SeriesState[] _states = [];
    private readonly KindInference _kinds = new();
    private int[] _watched = [];
    private (int Low, int High) _layers = (-1, -1);

    public int Count { get; private set; }

    /// <summary>No series of the training was named; there may be some of the machine.</summary>
    public bool IsEmpty { get; private set; } = true;

    public SeriesRoles Roles { get; private set; } = SeriesRoles.None;

    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    public Span<SeriesState> States => _states.AsSpan(0, Count);

    public ReadOnlySpan<int> Watched => _watched;

    /// <summary>The kind of training: as it was told, else as the names of the series tell.</summary>
    public InferredKind Kind(RunFacts facts) => _kinds.Infer(facts.Kind);

    public string Name(int series) => _names[series];

    public int Rank(int series) => _ranks[series];

    public MetricMeaning Meaning(int series) => _meanings[series];

    public bool IsWatched(int series) =>
        _ranks[series] == 0 && (_meanings[series].Role is MetricRole.Loss or MetricRole.GradientNorm || series == Roles.Primary);

    /// <summary>The series of that name and rank; it is made if it is not there. <see cref="Assign"/> follows.</summary>
    public int Add(string name, int rank, RunFacts facts)
    {
        if (_index.TryGetValue((name, rank), out var known)) return known;
        if (Count == _names.Length)
        {
            var capacity = Math.Max(8, Count * 2);
            Array.Resize(ref _names, capacity);
            Array.Resize(ref _ranks, capacity);
            Array.Resize(ref _meanings, capacity);
            Array.Resize(ref _states, capacity);
        }

        _names[Count] = name;
        _ranks[Count] = rank;
        _meanings[Count] = MetricName.Read(name, facts);
        _states[Count] = SeriesState.Empty;
        if (_meanings[Count].Role != MetricRole.System) IsEmpty = false;
        _index[(name, rank)] = Count;
        _kinds.Take(name);
        return Count++;
    }

    /// <summary>Reads all names again, after other facts were told.</summary>
    public void Read(RunFacts facts)
    {
        for (var i = 0; i < Count; i++) _meanings[i] = MetricName.Read(_names[i], facts);
    }

    /// <summary>Gives the parts out. A part that has taken samples stays with its series, unless the facts name another primary metric.</summary>
    /// <returns>Another primary metric replaced one that had samples.</returns>
    public bool Assign(RunFacts facts)
    {
        var before = Roles;
        var declared = facts.PrimaryMetric is { } name && _index.TryGetValue((name, 0), out var series)
            && _meanings[series].Role is not (MetricRole.System or MetricRole.Signal or MetricRole.LayerGradientNorm) ? series : -1;
        var primary = declared >= 0 ? declared : Keep(before.Primary, Choose(static meaning => meaning is { Role: MetricRole.Loss, Split: Split.Train }));
        if (primary >= 0 && _meanings[primary].Direction == MetricDirection.HigherIsBetter) primary = -1;
        var validation = Keep(
            before.Validation,
            declared >= 0 && Counterpart(declared) is >= 0 and var same
                ? same
                : Choose(static meaning => meaning is { Role: MetricRole.Loss, Split: Split.Validation or Split.Test }));
        var score = Keep(
            before.Score,
            Choose(static meaning => meaning is { Role: MetricRole.Accuracy or MetricRole.Score, Split: Split.Validation or Split.Test }));
        var isAccuracy = score >= 0 && _meanings[score].Role == MetricRole.Accuracy;
        var rate = Keep(before.LearningRate, Choose(static meaning => meaning.Role == MetricRole.LearningRate));
        var gradient = Keep(before.Gradient, Choose(static meaning => meaning.Role == MetricRole.GradientNorm));
        Roles = new SeriesRoles(primary, validation == primary ? -1 : validation, score, isAccuracy, rate, gradient);
        _layers = FindLayers();
        _watched = [.. Enumerable.Range(0, Count).Where(IsWatched)];
        return before.Primary >= 0 && before.Primary != primary && _states[before.Primary].Count > 0;
    }

    public Part PartOf(int series) =>
        _meanings[series].Role == MetricRole.System ? Part.System
        : _ranks[series] != 0 ? Part.None
        : series == Roles.Primary ? Part.Primary
        : series == Roles.Validation ? Part.Validation
        : series == Roles.Score ? Part.Score
        : series == Roles.LearningRate ? Part.LearningRate
        : series == Roles.Gradient ? Part.Gradient
        : _meanings[series].Role == MetricRole.Signal ? Part.Signal
        : series == _layers.Low ? Part.LowLayer
        : series == _layers.High ? Part.HighLayer
        : Part.None;

    /// <summary>A new attempt may report earlier steps again.</summary>
    public void Restart()
    {
        foreach (ref var state in States)
        {
            state.HighStep = long.MinValue;
            state.Recent = 0;
        }
    }

    public MetricSnapshot Describe(int i)
    {
        ref readonly var state = ref _states[i];
        var meaning = _meanings[i];
        return new MetricSnapshot(
            _names[i], _ranks[i], meaning.Role, meaning.Split, meaning.Direction, i == Roles.Primary, state.Count, state.Late, state.NonFinite,
            state.LastStep, state.Last, state.Best, state.BestStep);
    }

    public void Save(StateWriter writer)
    {
        writer.Int64(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Text(_names[i]);
            writer.Int64(_ranks[i]);
            writer.Bits(in _states[i]);
        }

        writer.List<int>([Roles.Primary, Roles.Validation, Roles.Score, Roles.LearningRate, Roles.Gradient], static (to, part) => to.Int64(part));
    }

    public void Load(ref StateReader reader, RunFacts facts)
    {
        var count = reader.Int32();
        for (var i = 0; i < count; i++)
        {
            if (Add(reader.RequiredText(), reader.Int32(), facts) != i) throw StateReader.Broken();
            reader.Bits(ref _states[i]);
        }

        var parts = reader.List(static (ref StateReader from) => from.Int32());
        if (parts.Count != 5 || parts.Exists(part => part < -1 || part >= Count)) throw StateReader.Broken();
        Roles = new SeriesRoles(parts[0], parts[1], parts[2], false, parts[3], parts[4]);
        Assign(facts);
    }

    /// <summary>Of the best part of the data, the role that says most, the name that fits best, the series that came first.</summary>
    private int Choose(Func<MetricMeaning, bool> fits)
    {
        var chosen = -1;
        for (var i = 0; i < Count; i++)
        {
            if (_ranks[i] != 0 || !fits(_meanings[i])) continue;
            if (_meanings[i] is { Role: MetricRole.Loss, Preference: >= MetricMeaning.Component }) continue;
            if (chosen < 0 || Order(_meanings[i]).CompareTo(Order(_meanings[chosen])) < 0) chosen = i;
        }

        return chosen;
    }

    /// <summary>The loss of the validation data that is called as this one, whatever part of a sum it is: train/cls_loss has val/cls_loss beside it.</summary>
    private int Counterpart(int series)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_ranks[i] == 0 && _meanings[i] is { Role: MetricRole.Loss, Split: Split.Validation } && MetricName.IsCounterpart(_names[series], _names[i])) return i;
        }

        return -1;
    }

    /// <summary>The lowest and the highest layer that is sent, the first series of each; none where there is only one.</summary>
    private (int Low, int High) FindLayers()
    {
        int low = -1, high = -1, lowest = int.MaxValue, highest = int.MinValue;
        for (var i = 0; i < Count; i++)
        {
            if (_ranks[i] != 0 || !SignalNames.TryReadLayer(_names[i], out var layer)) continue;
            if (layer < lowest) (low, lowest) = (i, layer);
            if (layer > highest) (high, highest) = (i, layer);
        }

        return lowest < highest ? (low, high) : (-1, -1);
    }

    private static (Split Split, MetricRole Role, int Preference) Order(MetricMeaning meaning) => (meaning.Split, meaning.Role, meaning.Preference);

    private int Keep(int current, int chosen) => current >= 0 && _states[current].Count > 0 ? current : chosen;
}
