namespace Tracker.Storage.Chunks;

/// <summary>One metric's samples that follow one another, in a few numbers. Steps and times are those of the samples themselves.</summary>
internal record struct SeriesSummary
{
    public int Attempt;
    public long Rows;
    public long NonFinite;
    public long LowStep;
    public long HighStep;
    public long FirstStep;
    public long FirstTime;
    public double FirstValue;
    public long LastStep;
    public long LastTime;
    public double LastValue;
    public long MinStep;
    public long MinTime;

    /// <summary>The smallest finite value; NaN where there is none.</summary>
    public double MinValue;
    public long MaxStep;
    public long MaxTime;

    /// <summary>The largest finite value; NaN where there is none.</summary>
    public double MaxValue;

    /// <summary>Sum of the finite values.</summary>
    public double Sum;

    public readonly bool HasFinite => Rows > NonFinite;

    /// <summary>Sums up a column; its steps and times are as long.</summary>
    public static SeriesSummary Of(int attempt, ReadOnlySpan<long> steps, ReadOnlySpan<long> times, ReadOnlySpan<ulong> words, WordWidth width)
    {
        var (low, high) = BitBlock.Range(steps);
        int min = -1, max = -1;
        double least = double.PositiveInfinity, most = double.NegativeInfinity, sum = 0;
        var nonFinite = 0L;
        for (var i = 0; i < words.Length; i++)
        {
            var value = width.Value(words[i]);
            if (!double.IsFinite(value))
            {
                nonFinite++;
                continue;
            }

            sum += value;
            if (value < least) (least, min) = (value, i);
            if (value > most) (most, max) = (value, i);
        }

        return new SeriesSummary
        {
            Attempt = attempt,
            Rows = words.Length,
            NonFinite = nonFinite,
            LowStep = low,
            HighStep = high,
            FirstStep = steps[0],
            FirstTime = times[0],
            FirstValue = width.Value(words[0]),
            LastStep = steps[^1],
            LastTime = times[^1],
            LastValue = width.Value(words[^1]),
            MinStep = min < 0 ? 0 : steps[min],
            MinTime = min < 0 ? 0 : times[min],
            MinValue = min < 0 ? double.NaN : least,
            MaxStep = max < 0 ? 0 : steps[max],
            MaxTime = max < 0 ? 0 : times[max],
            MaxValue = max < 0 ? double.NaN : most,
            Sum = sum,
        };
    }

    /// <summary>The next ones of the same attempt come to it.</summary>
    public void Add(in SeriesSummary next)
    {
        if (next.HasFinite && !(next.MinValue >= MinValue)) (MinStep, MinTime, MinValue) = (next.MinStep, next.MinTime, next.MinValue);
        if (next.HasFinite && !(next.MaxValue <= MaxValue)) (MaxStep, MaxTime, MaxValue) = (next.MaxStep, next.MaxTime, next.MaxValue);
        Rows += next.Rows;
        NonFinite += next.NonFinite;
        Sum += next.Sum;
        LowStep = Math.Min(LowStep, next.LowStep);
        HighStep = Math.Max(HighStep, next.HighStep);
        (LastStep, LastTime, LastValue) = (next.LastStep, next.LastTime, next.LastValue);
    }
}
