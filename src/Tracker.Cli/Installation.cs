using Tracker.Cli.Connection;

namespace Tracker.Cli;

/// <summary>Where the other executables are: beside this one, or in the build's own folders.</summary>
internal static class Installation
{
    /// <summary>The daemon's executable.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    public static string Daemon => Find("trackerd", "Tracker.Daemon");

    /// <summary>The job host's executable.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    public static string JobHost => Find("tracker-job", "Tracker.JobHost");

    /// <summary>Null where it is not: a daemon that only listens needs none.</summary>
    public static string? JobHostIfThere
    {
        get
        {
            try
            {
                return JobHost;
            }
            catch (CliException)
            {
                return null;
            }
        }
    }

    /// <summary>The folder of plugins; null where there is none.</summary>
    public static string? Plugins => Places("plugins", "plugins").FirstOrDefault(Directory.Exists);

    /// <summary>The Python trainer of the examples; null where the examples are not.</summary>
    public static string? PythonTrainer
    {
        get
        {
            const string Trainer = "examples/python/train_digits.py";
            return Places(Trainer, Path.Combine("..", "docs", Trainer)).FirstOrDefault(File.Exists);
        }
    }

    private static string Find(string executable, string project)
    {
        // artifacts/bin/Tracker.Cli/release/ -> artifacts/bin/Tracker.Daemon/release/
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var places = Places(executable, Path.Combine("bin", project, configuration, executable));
        return places.FirstOrDefault(File.Exists)
            ?? throw new CliException($"{executable} is not at {string.Join(" or ", places)}: build it with ./tracker, or install it beside this program.");
    }

    /// <summary>Beside this program, or in the build's output folder.</summary>
    private static string[] Places(string beside, string inArtifacts)
    {
        var here = AppContext.BaseDirectory;
        return [Path.Combine(here, beside), Path.GetFullPath(Path.Combine(here, "..", "..", "..", inArtifacts))];
    }
}
