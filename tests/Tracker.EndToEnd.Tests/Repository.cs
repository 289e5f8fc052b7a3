namespace Tracker.EndToEnd.Tests;

internal static class Repository
{
    /// <summary>The folder of Tracker.sln, found upwards from the test's own folder.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tracker.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"Tracker.sln is not above {start}.");
    }
}
