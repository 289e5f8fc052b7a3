using System.Collections.Immutable;
using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Core.Detection.LabRules;
using Tracker.Replay.Readers;

namespace Tracker.Cli.Commands;

/// <summary><c>--rule FILE</c>: a lab's own rules beside the detectors.</summary>
internal static class RuleOption
{
    public static Option<string[]> Make() => new("--rule") { Description = "A file of the lab's own rules (docs/rules.md); may stand several times." };

    public static ImmutableArray<LabRule> Read(IReadOnlyList<string>? files)
    {
        try
        {
            return TextFiles.ReadRules(files ?? []);
        }
        catch (LogException e)
        {
            throw new CliException(e.Message, ExitCode.Misused);
        }
    }
}
