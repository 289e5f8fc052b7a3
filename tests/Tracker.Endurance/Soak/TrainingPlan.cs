namespace Tracker.Endurance.Soak;

/// <summary>What kind of healthy training it is.</summary>
internal enum TrainingStyle
{
    Classifier,
    Regression,
    LanguageModel,
    EpochsOnly,
    Reinforcement,
    Undeclared,
    Distributed,
}

/// <summary>How a training ends.</summary>
internal enum Ending
{
    Finishes,

    /// <summary>The process dies on the way and a new attempt goes on from a checkpoint.</summary>
    DiesAndResumes,

    /// <summary>The process dies and nobody comes back: the daemon is meant to say so.</summary>
    DiesForGood,
}

/// <summary>One training of the lab, as the seed makes it.</summary>
/// <param name="Number">From 1, in the order of their starts.</param>
/// <param name="Style">What it trains.</param>
/// <param name="Steps">Steps that it takes.</param>
/// <param name="Pace">Time of a step.</param>
/// <param name="EvaluateEvery">Steps between two evaluations.</param>
/// <param name="Ranks">Processes that report to the run.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="DiesAt">The step at which it dies, where it does.</param>
/// <param name="Seed">Of its noise.</param>
internal sealed record TrainingPlan(
    int Number, TrainingStyle Style, long Steps, TimeSpan Pace, long EvaluateEvery, int Ranks, Ending Ending, long DiesAt, ulong Seed)
{
    public string Name => $"{Style.ToString().ToLowerInvariant()}-{Number}";

    /// <param name="number">From 1.</param>
    /// <param name="dice">Of the whole soak; the same number of throws for each plan.</param>
    /// <param name="most">The longest that it may take.</param>
    public static TrainingPlan Make(int number, Random dice, TimeSpan most)
    {
        var style = (TrainingStyle)dice.Next(7);
        double length = dice.NextDouble(), pace = dice.NextDouble(), end = dice.NextDouble(), dies = dice.NextDouble();
        ulong seed = (ulong)dice.NextInt64();
        // Most are short, some take as long as there is time.
        double seconds = Math.Min(most.TotalSeconds, 6 + (length < 0.9 ? length * 60 : 120 + (600 * (length - 0.9) * 10)));
        double step = style == TrainingStyle.EpochsOnly ? 0.8 + (pace * 2) : 0.02 + (pace * pace * 0.3);
        long steps = Math.Max(style == TrainingStyle.EpochsOnly ? 8 : 60, (long)(seconds / step));
        var ending = end switch { < 0.2 => Ending.DiesAndResumes, < 0.24 => Ending.DiesForGood, _ => Ending.Finishes };
        int ranks = style == TrainingStyle.Distributed ? 3 : 1;
        long every = style == TrainingStyle.EpochsOnly ? 1 : Math.Max(10, steps / 25);
        return new TrainingPlan(
            number, style, steps, TimeSpan.FromSeconds(step), every, ranks, ending, (long)(steps * (0.2 + (0.6 * dies))), seed);
    }
}
