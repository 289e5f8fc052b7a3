namespace Tracker.Cli.Tables;

/// <summary>A table that cannot be profiled: the message names file and line, what is wrong and the way out.</summary>
internal sealed class TableException(string message) : Exception(message);
