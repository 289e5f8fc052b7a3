using Tracker.Cli.Connection;

namespace Tracker.Cli.Commands;

/// <summary>Finds the prefix of a conda environment as conda does, from here, where the user's own settings are known.</summary>
internal static class CondaEnvironment
{
    private static readonly string[] Homes = ["miniconda3", "miniforge3", "mambaforge", "anaconda3", "micromamba"];

    /// <exception cref="CliException">There is none; the sentence says where it was looked for.</exception>
    public static string Find(string environment)
    {
        if (environment.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(environment);
        var roots = Roots().Distinct().ToArray();
        string[] places = environment == "base" ? roots : [.. Folders(roots).Select(folder => Path.Combine(folder, environment)), .. Listed(environment)];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "bin", "python")))
            ?? throw new CliException(
                $"there is no conda environment '{environment}' in {string.Join(", ", places.Length > 0 ? places : ["any known place"])}: give its prefix, as --conda /opt/conda/envs/NAME.",
                ExitCode.Misused);
    }

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static IEnumerable<string> Roots()
    {
        // CONDA_EXE is ROOT/bin/conda.
        if (Environment.GetEnvironmentVariable("CONDA_EXE") is { Length: > 0 } conda) yield return Path.GetDirectoryName(Path.GetDirectoryName(conda))!;
        if (Environment.GetEnvironmentVariable("MAMBA_ROOT_PREFIX") is { Length: > 0 } mamba) yield return mamba;
        foreach (var name in Homes) yield return Path.Combine(Home, name);
        yield return "/opt/conda";
    }

    private static IEnumerable<string> Folders(IEnumerable<string> roots) =>
        (Environment.GetEnvironmentVariable("CONDA_ENVS_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(roots.Select(root => Path.Combine(root, "envs")))
            .Append(Path.Combine(Home, ".conda", "envs"));

    /// <summary>conda writes each environment that it makes into one file of the user's.</summary>
    private static IEnumerable<string> Listed(string environment)
    {
        var list = Path.Combine(Home, ".conda", "environments.txt");
        return File.Exists(list) ? File.ReadLines(list).Where(line => Path.GetFileName(line) == environment) : [];
    }
}
