using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Detection;

/// <summary>All the statistics of one run, of constant size; saved bit by bit.</summary>
internal struct RunState
{
    public SeriesStatistics Loss;
    public ValidationStatistics Validation;
    public RateStatistics LearningRate;
    public GradientStatistics Gradient;
    public NonFiniteStatistics NonFinite;
    public ScoreStatistics Score;
    public ResumeStatistics Resume;

    /// <summary>Time that a step takes.</summary>
    public PaceStatistics Pace;

    public SignalTable Signals;
    public LayerGradients Layers;

    /// <summary>Rows of rank 0.</summary>
    public RhythmStatistics Reports;

    /// <summary>Rows that took the run to a higher step.</summary>
    public RhythmStatistics Advances;

    /// <summary>Rows of rank 0 that were not late.</summary>
    public long Rows;

    /// <summary>Highest step of rank 0 in the current attempt; -1 before the first.</summary>
    public long Step;

    /// <summary>Largest time of a row of rank 0 in the current attempt, microseconds.</summary>
    public long RowTime;

    /// <summary>Evaluations since the step last advanced.</summary>
    public long EvaluationsSinceAdvance;
}
