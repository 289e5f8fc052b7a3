namespace Tracker.Runtime.Jobs;

/// <summary>What the state of the source must hold to, and what is taken out of it.</summary>
internal static class JobSourceRules
{
    public const int MostDiffBytes = 256 << 10;
    private const int MostCharacters = 1_024;

    public static string? Problem(JobSource? source, ReadOnlyMemory<byte> diff)
    {
        if (diff.Length > MostDiffBytes) return $"The diff has {diff.Length} bytes: at most {MostDiffBytes} are taken.";
        if (source is null) return null;
        foreach (var (what, text) in new[] { ("revision", source.Revision), ("branch", source.Branch), ("remote", source.Remote), ("root", source.Root) })
        {
            if (text.Length > MostCharacters || text.Any(char.IsControl))
                return $"The {what} of the source is longer than {MostCharacters} characters or holds a control character: leave it out.";
        }

        return null;
    }

    /// <summary>The address of a remote without what is secret in it: user, password, query.</summary>
    public static string WithoutCredentials(string remote)
    {
        var scheme = remote.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return remote;
        var start = scheme + 3;
        var end = remote.IndexOfAny(['/', '?', '#'], start);
        var host = end < 0 ? remote[start..] : remote[start..end];
        var path = end < 0 ? "" : remote[end..];
        var query = path.IndexOfAny(['?', '#']);
        return $"{remote[..start]}{host[(host.LastIndexOf('@') + 1)..]}{(query < 0 ? path : path[..query])}";
    }
}
