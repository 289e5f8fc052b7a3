namespace Tracker.Benchmarks.Store;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Target">The most that is promised; null where nothing is.</param>
internal sealed record StoreResult(string Name, double Value, string Unit, double? Target = null);
