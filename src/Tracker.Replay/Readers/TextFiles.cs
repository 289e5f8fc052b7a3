using System.Collections.Immutable;
using System.Text;
using Tracker.Core.Detection.LabRules;

namespace Tracker.Replay.Readers;

/// <summary>Reads small files that people write: a lab's own rules, and scripts.</summary>
public static class TextFiles
{
    private const int Longest = 1 << 20;

    /// <summary>The rules of all files.</summary>
    /// <exception cref="LogException">One of them cannot be read or holds what is no rule; the message names the place.</exception>
    public static ImmutableArray<LabRule> ReadRules(IEnumerable<string> files)
    {
        var rules = ImmutableArray<LabRule>.Empty;
        foreach (var file in files)
        {
            var read = LabRuleText.Read(Text(file), rules);
            if (read.Fault is { } fault) throw new LogException(file, fault.Line, fault.Column, $"{fault.Problem}.");
            rules = rules.AddRange(read.Rules);
        }

        return rules;
    }

    /// <summary>The text of a small file.</summary>
    /// <exception cref="LogException">It cannot be read, or is no text.</exception>
    public static string Text(string file)
    {
        using var bytes = LogBytes.Open(file);
        if (bytes.Has(Longest)) throw new LogException(file, $"it is longer than {Longest:N0} bytes: this is no file that people write.");
        return Encoding.UTF8.GetString(bytes.Window);
    }
}
