namespace Tracker.Endurance.Soak;

/// <summary>What happens and when, from the minutes and the seed alone.</summary>
internal sealed class SoakPlan
{
    private static readonly Care[] Round = [Care.Kill, Care.Cut, Care.FullDisk, Care.Restart, Care.Cut, Care.FullStore];

    public SoakPlan(double minutes, int seed)
    {
        Whole = TimeSpan.FromMinutes(minutes);
        var dice = new Random(seed);
        Storm = Whole * (minutes < 3 ? 0.7 : 0.33);
        double pause = Math.Clamp(Storm.TotalSeconds / Round.Length, 5, 30);
        Pressure = TimeSpan.FromSeconds(Math.Clamp(pause / 2, 3, 12));
        var cares = new List<(TimeSpan At, Care Care)>();
        double at = pause * 0.8;
        for (int i = 0; at < Storm.TotalSeconds - Pressure.TotalSeconds; i++, at += pause * (0.8 + (0.4 * dice.NextDouble())))
            cares.Add((TimeSpan.FromSeconds(at), Round[i % Round.Length]));
        for (at = Storm.TotalSeconds + 15; at < Whole.TotalSeconds - 10; at += 30) cares.Add((TimeSpan.FromSeconds(at), Care.Cut));
        Cares = cares;

        var trainings = new List<(TimeSpan At, TrainingPlan Plan)>();
        double last = Whole.TotalSeconds - 8;
        at = 0;
        for (int number = 1; at < last; number++)
        {
            trainings.Add((TimeSpan.FromSeconds(at), TrainingPlan.Make(number, dice, Whole - TimeSpan.FromSeconds(at))));
            if (number >= 20) at += -2 * Math.Log(1 - dice.NextDouble());
        }

        Trainings = trainings;
    }

    public TimeSpan Whole { get; }

    /// <summary>Up to here the daemon is killed, restarted and starved; then it lives on without a restart, so that its memory can be judged.</summary>
    public TimeSpan Storm { get; }

    /// <summary>How long the store is full each time.</summary>
    public TimeSpan Pressure { get; }

    /// <summary>
    /// Part of the quiet life that does not count for the memory: until as many runs are in memory as will be (each stays a minute after its
    /// end, and those that fell silent longer), the caches of the database are full and the hot code is compiled.
    /// </summary>
    public TimeSpan WarmUp => TimeSpan.FromMinutes(Math.Min(5, (Whole - Storm).TotalMinutes * 0.64));

    public IReadOnlyList<(TimeSpan At, Care Care)> Cares { get; }

    public IReadOnlyList<(TimeSpan At, TrainingPlan Plan)> Trainings { get; }
}
