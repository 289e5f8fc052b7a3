using Tracker.Cli.Connection;

namespace Tracker.Cli;

/// <summary>Where the other executables are: beside this one, or in the build's own folders.</summary>
internal static class Installation
{
    /// <summary>The daemon's executable.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    public static string Daemon => Find("trackerd", "Tracker.Daemon");

    private static string Find(string executable, string project)
    {
        var here = AppContext.BaseDirectory;
        // artifacts/bin/Tracker.Cli/release/ -> artifacts/bin/Tracker.Daemon/release/
        var configuration = new DirectoryInfo(here).Name;
        string[] places = [Path.Combine(here, executable), Path.GetFullPath(Path.Combine(here, "..", "..", project, configuration, executable))];
        return places.FirstOrDefault(File.Exists)
            ?? throw new CliException($"{executable} is not at {string.Join(" or ", places)}: build it with ./tracker, or install it beside this program.");
    }
}
