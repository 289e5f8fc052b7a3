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

    private static ImmutableSortedDictionary<string, string> None { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
