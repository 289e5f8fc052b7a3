using System.Globalization;

namespace Tracker.Runtime.Jobs;

/// <summary>The small part of a job's record that its run carries as tags, so that a search finds it.</summary>
internal static class JobTags
{
    public static IEnumerable<KeyValuePair<string, string>> Of(JobSpec spec)
    {
        yield return new("host", Environment.MachineName);
        yield return new("seed", spec.Seed.ToString(CultureInfo.InvariantCulture));
        if (spec.Source is { } source)
        {
            if (source.Revision.Length > 0) yield return new("git.revision", source.Revision);
            yield return new("git.dirty", source.Dirty ? "true" : "false");
        }

        if (spec.Program is { } program) yield return new("command", ProgramWords.Line(program));
    }
}
