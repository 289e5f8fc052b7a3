using System.Collections.Immutable;
using System.Globalization;

namespace Tracker.Core.Remediation;

/// <summary>Plans with and without an order for the trainer.</summary>
internal static class Order
{
    /// <summary>Only people can do it.</summary>
    public static RemedyPlan ForPeople(string remedy, string advice) => new(remedy, advice, null, None);

    /// <summary>The trainer is told a new learning rate.</summary>
    public static RemedyPlan SetLearningRate(string remedy, string advice, double rate) =>
        new(remedy, advice, "set-learning-rate", None.Add("value", rate.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>The trainer goes back to its best weights and stops.</summary>
    public static RemedyPlan RestoreBest(string remedy, string advice, string metric, long step) =>
        new(remedy, advice, "restore-best", None.Add("metric", metric).Add("step", step.ToString(CultureInfo.InvariantCulture)));

    private static ImmutableSortedDictionary<string, string> None { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
