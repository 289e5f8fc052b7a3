namespace Tracker.Testing;

/// <summary>The repository that the tests run in, and what its build made.</summary>
public static class Repository
{
    /// <summary>The folder of Tracker.sln, found upwards from the test's own folder.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>An executable that the build made, of the test's own configuration: artifacts/bin/PROJECT/release/NAME.</summary>
    public static string Executable(string project, string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var path = Path.Combine(Root, "artifacts", "bin", project, configuration, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built: build Tracker.sln first.", path);
    }

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tracker.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"Tracker.sln is not above {start}.");
    }
}
