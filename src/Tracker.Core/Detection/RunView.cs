using System.Globalization;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Detection;

/// <summary>Which series plays which part; -1 where none does.</summary>
internal readonly record struct SeriesRoles(int Primary, int Validation, int Score, bool ScoreIsAccuracy, int LearningRate, int Gradient)
{
    public static SeriesRoles None => new(-1, -1, -1, false, -1, -1);
}

/// <summary>What detectors and cause rules read: a look at the run's statistics, not a copy.</summary>
internal readonly ref struct RunView
{
    private readonly ref readonly RunState _state;
    private readonly ref readonly JudgeFacts _judgeFacts;

    public RunView(ref readonly RunState state, ref readonly JudgeFacts judgeFacts)
    {
        _state = ref state;
        _judgeFacts = ref judgeFacts;
    }

    /// <summary>Everything told.</summary>
    public required RunFacts Facts { get; init; }

    public required SeriesRoles Roles { get; init; }

    /// <summary>Names of all series, by index.</summary>
    public required ReadOnlySpan<string> Names { get; init; }

    /// <summary>Every series, by index.</summary>
    public required ReadOnlySpan<SeriesState> Series { get; init; }

    /// <summary>No series of the training was named.</summary>
    public required bool NothingNamed { get; init; }

    /// <summary>Indexes of the rank 0 series whose values must be finite: losses and gradient norms.</summary>
    public required ReadOnlySpan<int> Watched { get; init; }

    /// <summary>When the input was received.</summary>
    public required Timestamp Now { get; init; }

    public required RunStatus Status { get; init; }

    public required Timestamp CreatedAt { get; init; }

    /// <summary>Since when nothing came; the daemon's own downtime is taken out. Null before the first report.</summary>
    public required Timestamp? SilentSince { get; init; }

    public required int Attempt { get; init; }

    /// <summary>The kind it is judged as, told or inferred.</summary>
    public InferredKind Kind { get; init; }

    /// <summary>The facts as numbers.</summary>
    public ref readonly JudgeFacts Told => ref _judgeFacts;

    /// <summary>The primary loss.</summary>
    public ref readonly SeriesStatistics Loss => ref _state.Loss;

    /// <summary>The validation loss and the accuracy with it.</summary>
    public ref readonly ValidationStatistics Validation => ref _state.Validation;

    public ref readonly RateStatistics LearningRate => ref _state.LearningRate;

    public ref readonly GradientStatistics Gradient => ref _state.Gradient;

    /// <summary>What was seen when a value first was not finite, and what came before.</summary>
    public ref readonly NonFiniteStatistics NonFinite => ref _state.NonFinite;

    /// <summary>The main score of validation as it was sent.</summary>
    public ref readonly ScoreStatistics Score => ref _state.Score;

    /// <summary>Where the last attempt left the loss.</summary>
    public ref readonly ResumeStatistics Resume => ref _state.Resume;

    /// <summary>The time that a step takes.</summary>
    public ref readonly PaceStatistics Pace => ref _state.Pace;

    /// <summary>What the trainer told of its inside; its count is 0 where it was never sent in this attempt.</summary>
    public ref readonly SignalStatistics Signal(Signal which) => ref _state.Signals[(int)which];

    public ref readonly RhythmStatistics Reports => ref _state.Reports;

    public ref readonly RhythmStatistics Advances => ref _state.Advances;

    /// <summary>Rows of rank 0 that were not late.</summary>
    public long Rows => _state.Rows;

    /// <summary>Time of the newest row, microseconds by the producer's clock.</summary>
    public long RowTime => _state.RowTime;

    /// <summary>Highest step of rank 0 in this attempt; -1 before the first.</summary>
    public long Step => _state.Step;

    public bool HasPrimary => Roles.Primary >= 0;

    /// <summary>Name of the primary loss, for sentences.</summary>
    public string PrimaryName => NameOf(Roles.Primary, "the loss");

    public string ValidationName => NameOf(Roles.Validation, "the validation loss");

    public string ScoreName => NameOf(Roles.Score, "the validation accuracy");

    /// <summary>Name of a series by its index.</summary>
    public string NameOf(int series, string otherwise) => (uint)series < (uint)Names.Length ? Names[series] : otherwise;

    /// <summary>The learning rate: its series, else a hyperparameter named lr or learning_rate.</summary>
    public bool TryLearningRate(out double rate)
    {
        rate = LearningRate.Last;
        return LearningRate.Count > 0 || TryHyperparameter("lr", out rate) || TryHyperparameter("learning_rate", out rate)
            || TryHyperparameter("learning-rate", out rate);
    }

    /// <summary>A number of the data's profile, see <see cref="ProfileNames"/>.</summary>
    public bool TryProfile(string name, out double value) => Facts.Profile.TryGetValue(name, out value);

    /// <summary>A hyperparameter that is a finite number.</summary>
    public bool TryHyperparameter(string name, out double value)
    {
        value = 0;
        return Facts.Hyperparameters.TryGetValue(name, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
