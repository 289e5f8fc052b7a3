using System.Collections;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Command;

/// <summary>The whole environment of the program: that of the job host, the Python environment's, and what was asked for.</summary>
internal static class ProgramEnvironment
{
    // Settings of the job host itself, which a .NET trainer must not inherit.
    private static readonly string[] Own = ["DOTNET_gcServer", "DOTNET_NOLOGO", "DOTNET_DbgEnableMiniDump"];

    public static Dictionary<string, string> Of(JobProgram program)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (!Own.Contains((string)variable.Key)) environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        // Into a file Python prints in blocks of 8 KiB, and who follows a log would see nothing for long.
        environment["PYTHONUNBUFFERED"] = "1";
        environment["PWD"] = program.WorkingDirectory;
        if (program.Venv.Length > 0) Activate(environment, program.Venv, "VIRTUAL_ENV");
        if (program.Conda.Length > 0)
        {
            Activate(environment, program.Conda, "CONDA_PREFIX");
            environment["CONDA_DEFAULT_ENV"] = Path.GetFileName(Path.TrimEndingDirectorySeparator(program.Conda));
            environment["CONDA_SHLVL"] = "1";
        }

        foreach (var (name, value) in program.Environment) environment[name] = value;
        return environment;
    }

    private static void Activate(Dictionary<string, string> environment, string prefix, string name)
    {
        environment[name] = prefix;
        environment["PATH"] = $"{Path.Combine(prefix, "bin")}:{environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")}";
        environment.Remove("PYTHONHOME");
    }
}
