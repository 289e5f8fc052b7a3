namespace Tracker.Core.Detection.Statistics;

/// <summary>What is held of the validation loss and of the accuracy that goes with it. Every field is 8 bytes.</summary>
internal struct ValidationStatistics
{
    /// <summary>Evaluations, that is finite validation losses.</summary>
    public long Count;

    public long FirstStep;
    public long LastStep;
    public double First;
    public double Last;
    public double Best;

    /// <summary>Evaluation of the best.</summary>
    public long BestAt;

    public long BestStep;

    /// <summary>The fast mean of the train loss at the best.</summary>
    public double FastAtBest;

    /// <summary>The accuracy at the best; NaN where there was none.</summary>
    public double AccuracyAtBest;

    /// <summary>Noise of one evaluation, from second differences: an early fall is no noise. Infinite before the fourth.</summary>
    public double Noise;

    /// <summary>The last losses; that of evaluation k is at (k - 1) % 16.</summary>
    public Ring16 Recent;

    /// <summary>Accuracies, or other scores of which more is better.</summary>
    public long Scores;

    public long FirstScoreStep;
    public long LastScoreStep;
    public double FirstScore;
    public double LastScore;
    public double BestScore;

    private long _attemptCount;
    private double _previous;
    private double _beforePrevious;
    private double _highest;
    private Ring9 _differences;
    private long _percent;

    /// <summary>The highest loss before the best: an explosion that came back leaves no other mark.</summary>
    public double HighestBefore;

    /// <summary>Noise of one evaluation when the best was seen.</summary>
    public double NoiseAtBest;

    /// <summary>The loss at the last power of two of evaluations, and at the one before.</summary>
    public long SnapshotAt;
    public long EarlierSnapshotAt;
    public double Snapshot;
    public double EarlierSnapshot;

    /// <summary>The first evaluation was made before training, or after a step or three.</summary>
    public readonly bool StartKnown(in JudgeFacts facts) => Count > 0 && FirstStep <= (facts.StepIsEpoch ? 0 : 3);

    /// <summary>Evaluations that the whole run is going to have; 0 unknown.</summary>
    public readonly double Planned(in JudgeFacts facts) => PlannedOf(Count, FirstStep, LastStep, facts);

    /// <summary>Scores that the whole run is going to have; 0 unknown.</summary>
    public readonly double PlannedScores(in JudgeFacts facts) => PlannedOf(Scores, FirstScoreStep, LastScoreStep, facts);

    public void Restart() => _attemptCount = 0;

    /// <summary>Takes a finite loss.</summary>
    public void Take(long step, double v, double fast, in JudgeFacts facts)
    {
        Count++;
        _attemptCount++;
        if (Count == 1)
        {
            FirstStep = step;
            First = v;
            Noise = double.PositiveInfinity;
        }

        if (_attemptCount >= 3) TakeNoise(v);
        _beforePrevious = _previous;
        _previous = v;
        Recent[(int)((Count - 1) % 16)] = v;
        Last = v;
        LastStep = step;
        if (Count == 1 || v > _highest) _highest = v;
        if ((Count & (Count - 1)) == 0)
        {
            EarlierSnapshotAt = SnapshotAt;
            EarlierSnapshot = Snapshot;
            SnapshotAt = Count;
            Snapshot = v;
        }

        // The level of an evaluation before training says nothing of what the model can do.
        if (Count > (StartKnown(facts) ? 2 : 1) && !(v < Best)) return;
        Best = v;
        BestAt = Count;
        BestStep = step;
        FastAtBest = fast;
        NoiseAtBest = Noise;
        HighestBefore = _highest;
        AccuracyAtBest = Scores > 0 && LastScoreStep == step ? LastScore : double.NaN;
    }

    /// <summary>Takes a finite accuracy or score; scores above 1.5 are read as per cent.</summary>
    public void TakeScore(long step, double score, bool isAccuracy)
    {
        if (isAccuracy && _percent == 0 && score > 1.5)
        {
            _percent = 1;
            FirstScore /= 100;
            BestScore /= 100;
            AccuracyAtBest /= 100;
        }

        if (_percent != 0) score /= 100;
        Scores++;
        if (Scores == 1)
        {
            FirstScoreStep = step;
            FirstScore = score;
            BestScore = score;
        }

        BestScore = Math.Max(BestScore, score);
        LastScore = score;
        LastScoreStep = step;
        if (Count > 0 && BestStep == step) AccuracyAtBest = score;
    }

    private void TakeNoise(double v)
    {
        var seen = _attemptCount - 3;
        _differences[(int)(seen % 9)] = Math.Abs(v - (2 * _previous) + _beforePrevious);
        if (Count >= 4) Noise = _differences.Median((int)Math.Min(seen + 1, 9)) / 1.652;
    }

    private static double PlannedOf(long count, long first, long last, in JudgeFacts facts) =>
        facts.PlanKnown && count > 1 && last > first ? facts.PlannedSteps * (count - 1) / ((double)last - first) : 0;
}
