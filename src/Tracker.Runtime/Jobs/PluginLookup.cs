namespace Tracker.Runtime.Jobs;

/// <summary>What was found of a plugin: a description, or one sentence why there is none.</summary>
/// <param name="Plugin">Null when it cannot be used.</param>
/// <param name="Refusal">Empty when it can be used.</param>
/// <param name="IsKnown">There is a folder of this name.</param>
public sealed record PluginLookup(PluginDescription? Plugin, string Refusal, bool IsKnown);
