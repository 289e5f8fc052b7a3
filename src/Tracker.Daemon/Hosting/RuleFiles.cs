using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Detection.LabRules;

namespace Tracker.Daemon.Hosting;

/// <summary>Reads the lab's own rules at the start.</summary>
internal static class RuleFiles
{
    private const long Longest = 1 << 20;

    /// <summary>The rules of all files.</summary>
    /// <exception cref="StartupException">A file cannot be read, or holds what is no rule.</exception>
    public static ImmutableArray<LabRule> Read(RuleOptions options)
    {
        var rules = ImmutableArray<LabRule>.Empty;
        foreach (var file in options.Files)
        {
            var read = LabRuleText.Read(Text(Path.GetFullPath(file)), rules);
            if (read.Fault is { } fault)
            {
                throw StartupException.UsedWrongly(string.Create(
                    CultureInfo.InvariantCulture, $"the rules in {file} cannot be read, line {fault.Line}, column {fault.Column}: {fault.Problem}."));
            }

            rules = rules.AddRange(read.Rules);
        }

        return rules;
    }

    private static string Text(string file)
    {
        try
        {
            if (Directory.Exists(file)) throw StartupException.UsedWrongly($"the rules {file} are a folder: name each file in it.");
            if (new FileInfo(file) is { Exists: true, Length: > Longest }) throw StartupException.UsedWrongly($"the rules in {file} are longer than {Longest:N0} bytes: name a file of rules.");
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StartupException.UsedWrongly($"the rules in {file} cannot be read ({fault.Message}): correct Tracker:Rules:Files or --rule.", fault);
        }
    }
}
