namespace Tracker.Replay.Readers;

/// <summary>The names of columns that count.</summary>
internal static class StepNames
{
    private static readonly string[] Steps =
    [
        "step", "global_step", "trainer/global_step", "_step", "train/global_step", "steps", "iteration", "iterations", "iter", "it", "n_iter",
        "num_updates", "updates", "update", "time/total_timesteps", "total_timesteps", "timesteps", "timestep",
    ];

    private static readonly string[] Epochs = ["epoch", "epochs", "_epoch"];

    public static bool IsStep(string name) => Array.IndexOf(Steps, name.ToLowerInvariant()) >= 0;

    public static bool IsEpoch(string name) => Array.IndexOf(Epochs, name.ToLowerInvariant()) >= 0;

    /// <summary>The column that counts steps best; -1 none.</summary>
    public static int Step(IReadOnlyList<string> names) => Best(names, Steps);

    /// <summary>The column that counts epochs; -1 none.</summary>
    public static int Epoch(IReadOnlyList<string> names) => Best(names, Epochs);

    private static int Best(IReadOnlyList<string> names, string[] known)
    {
        var (best, place) = (known.Length, -1);
        for (var i = 0; i < names.Count; i++)
        {
            var rank = Array.IndexOf(known, names[i].ToLowerInvariant());
            if (rank >= 0 && rank < best) (best, place) = (rank, i);
        }

        return place;
    }
}
