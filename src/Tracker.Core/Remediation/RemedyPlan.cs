using System.Collections.Immutable;

namespace Tracker.Core.Remediation;

/// <summary>What to do about a cause. A proposal: nothing is done that nobody asked for.</summary>
/// <param name="Remedy">Its id, as raise-learning-rate.</param>
/// <param name="Advice">What to do, in one sentence with the numbers.</param>
/// <param name="Command">The name of the order that carries it out; null where only people can act.</param>
/// <param name="Arguments">The order's arguments.</param>
public sealed record RemedyPlan(string Remedy, string Advice, string? Command, ImmutableSortedDictionary<string, string> Arguments);
