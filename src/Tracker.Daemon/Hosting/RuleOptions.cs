namespace Tracker.Daemon.Hosting;

/// <summary>Section <c>Tracker:Rules</c>: a lab's own rules beside the detectors.</summary>
internal sealed record RuleOptions
{
    /// <summary>Files of rules as docs/rules.md has them, read at the start. Default none; up to 64, with 100 rules in all.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
