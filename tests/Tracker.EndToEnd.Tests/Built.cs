namespace Tracker.EndToEnd.Tests;

/// <summary>What the build made, as flags of a daemon.</summary>
internal static class Built
{
    /// <summary>The job host with the plugins of the repository.</summary>
    public static string[] JobFlags => Flags("plugins");

    /// <summary>The job host with the plugins that go wrong.</summary>
    public static string[] FaultyJobFlags => Flags("test-plugins");

    private static string[] Flags(string plugins) =>
    [
        "--job-host", Repository.Executable("Tracker.JobHost", "tracker-job"),
        "--plugins", Path.Combine(Repository.Root, "artifacts", plugins),
    ];
}
