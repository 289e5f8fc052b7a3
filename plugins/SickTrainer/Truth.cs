using System.Globalization;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Training;

namespace Tracker.Plugins.SickTrainer;

/// <summary>What is known of a run because it was made so. A recorder keeps tags of this prefix apart from what a judge may see.</summary>
internal static class Truth
{
    public static Dictionary<string, string> Of(string task, string cause, string variant, int severity, long seed, int onset)
    {
        var truth = new Dictionary<string, string>
        {
            ["truth.task"] = task,
            ["truth.problem"] = cause,
            ["truth.severity"] = Text(severity),
            ["truth.seed"] = Text(seed),
            ["truth.onset"] = Text(onset),
        };
        if (severity == 0) truth["truth.variant"] = variant;
        else truth["truth.remedies"] = Causes.Remedies(cause);
        return truth;
    }

    /// <summary>What the last evaluation said.</summary>
    public static Dictionary<string, string> Outcome(Evaluation last) => new()
    {
        ["truth.accuracy"] = last.Accuracy.ToString("0.####", CultureInfo.InvariantCulture),
        ["truth.loss"] = last.Loss.ToString("0.#####", CultureInfo.InvariantCulture),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
