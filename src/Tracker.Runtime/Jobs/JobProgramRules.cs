using System.Text;

namespace Tracker.Runtime.Jobs;

/// <summary>What a program must hold to before it is queued. Whether it can be executed is seen at its start.</summary>
internal static class JobProgramRules
{
    private const int MostArguments = 4_096;
    private const int MostVariables = 1_000;
    private const int MostBytes = 256 << 10;
    // The kernel takes no longer argument or variable.
    private const int MostTextBytes = (128 << 10) - 1;
    private const string Reserved = "TRACKER_";

    /// <summary>One sentence on the first thing that is wrong; null when nothing is.</summary>
    public static string? Problem(string plugin, JobProgram? program) =>
        program is null
            ? plugin == JobProgram.Plugin ? $"Plugin {JobProgram.Plugin} needs a program: tracker job submit command -- PROGRAM ARGUMENTS." : null
        : plugin != JobProgram.Plugin
            ? $"Plugin {plugin} executes no program: only {JobProgram.Plugin} does."
        : ArgumentProblem(program) ?? EnvironmentProblem(program) ?? PlaceProblem(program);

    private static string? ArgumentProblem(JobProgram program)
    {
        var arguments = program.Arguments;
        if (arguments.IsDefaultOrEmpty || arguments[0].Length == 0) return "The job names no program: write it first, as python train.py.";
        if (arguments.Length > MostArguments)
            return $"The program has {arguments.Length} arguments: at most {MostArguments} are taken; put them into a file.";
        for (var i = 0; i < arguments.Length; i++)
        {
            if (TextProblem($"Argument {i}", arguments[i]) is { } problem) return problem;
        }

        var bytes = arguments.Sum(argument => Encoding.UTF8.GetByteCount(argument) + 1);
        return bytes > MostBytes ? $"The arguments have {bytes} bytes: at most {MostBytes} are taken; put them into a file." : null;
    }

    private static string? EnvironmentProblem(JobProgram program)
    {
        if (program.Environment.Count > MostVariables)
            return $"{program.Environment.Count} environment variables are given: at most {MostVariables} are taken.";
        foreach (var (name, value) in program.Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Any(char.IsControl))
                return $"'{Shorten(name)}' is no name of an environment variable: write NAME=VALUE.";
            if (name.StartsWith(Reserved, StringComparison.Ordinal))
                return $"Environment variable {Shorten(name)} is set by the daemon: leave it out.";
            // The value may be a secret: it stands in no sentence.
            if (TextProblem($"The value of environment variable {Shorten(name)}", value) is { } problem) return problem;
        }

        var bytes = program.Environment.Sum(e => Encoding.UTF8.GetByteCount(e.Key) + Encoding.UTF8.GetByteCount(e.Value) + 2);
        return bytes > MostBytes ? $"The environment has {bytes} bytes: at most {MostBytes} are taken; put it into a file." : null;
    }

    private static string? PlaceProblem(JobProgram program)
    {
        if (program.Venv.Length > 0 && program.Conda.Length > 0) return "A venv and a conda environment are both given: give one of them.";
        return (program.Snapshot.Length == 0 ? DirectoryProblem("working directory", program.WorkingDirectory)
                : program.WorkingDirectory.Length > 0 ? SnapshotNames.Problem(program.WorkingDirectory) : null)
            ?? PythonProblem("venv", program.Venv)
            ?? PythonProblem("conda environment", program.Conda);
    }

    private static string? PythonProblem(string what, string prefix) =>
        prefix.Length == 0 ? null
        : DirectoryProblem(what, prefix) is { } problem ? problem
        : File.Exists(Path.Combine(prefix, "bin", "python")) ? null
        : $"The {what} {Shorten(prefix)} has no bin/python: give the folder that holds bin.";

    private static string? DirectoryProblem(string what, string path) =>
        !Path.IsPathFullyQualified(path) ? $"The {what} '{Shorten(path)}' is no full path: begin it with a slash."
        : path.Any(char.IsControl) ? $"The {what} holds a control character: take it out."
        : Directory.Exists(path) ? null
        : File.Exists(path) ? $"The {what} {Shorten(path)} is a file: give a directory."
        : $"The {what} {Shorten(path)} does not exist, or the daemon's user may not enter it.";

    private static string? TextProblem(string what, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return $"{what} holds a NUL byte, which no process can be given: take it out.";
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes > MostTextBytes ? $"{what} has {bytes} bytes: at most {MostTextBytes} are taken; put it into a file." : null;
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
