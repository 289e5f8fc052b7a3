using Tracker.Testing;

namespace Tracker.JobHost.Tests;

/// <summary>Where the build put what is tested.</summary>
internal static class Paths
{
    public static string Root => Repository.Root;

    public static string JobHostFolder => Path.Combine(Root, "artifacts", "bin", "Tracker.JobHost", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));

    public static string JobHost => Path.Combine(JobHostFolder, "tracker-job");

    public static string Digits => Path.Combine(Root, "artifacts", "plugins", "Digits");

    public static string SickTrainer => Path.Combine(Root, "artifacts", "plugins", "SickTrainer");

    public static string Faulty => Path.Combine(Root, "artifacts", "test-plugins", "Faulty");
}
