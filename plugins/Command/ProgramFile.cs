using System.Text;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Command;

/// <summary>Finds the file that a program's name means, and says in a sentence why there is none that can be executed.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const int NotFound = 2;
    private const int TooLong = 7;
    private const int NoProgram = 8;
    private const int NotAllowed = 13;

    /// <exception cref="JobRefusedException">There is none; one sentence.</exception>
    public static string Find(JobProgram program, string path)
    {
        if (!Directory.Exists(program.WorkingDirectory))
            throw new JobRefusedException($"The working directory {program.WorkingDirectory} does not exist, or the daemon's user may not enter it.");
        var name = program.Arguments[0];
        if (name.Contains('/', StringComparison.Ordinal)) return Check(name, Path.Combine(program.WorkingDirectory, name));
        string? unusable = null;
        foreach (var folder in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var file = Path.Combine(program.WorkingDirectory, folder, name);
            if (!File.Exists(file)) continue;
            if (IsExecutable(file)) return file;
            unusable ??= file;
        }

        throw new JobRefusedException(unusable is null
            ? $"The program '{name}' was not found: PATH is {path}."
            : $"{unusable} is not executable: chmod +x it, or name its interpreter first.");
    }

    /// <summary>Why the system did not start a file that is there.</summary>
    public static string WhyNot(string executable, int error, string message) => error switch
    {
        NotFound => Interpreter(executable) is { } interpreter
            ? $"{executable} names the interpreter {interpreter}, which does not exist."
            : $"{executable} needs a loader that does not exist: it was built for another system.",
        NoProgram => $"{executable} is no program: name its interpreter first, as sh {Path.GetFileName(executable)}.",
        NotAllowed => $"{executable} may not be executed by the daemon's user: look at its permissions and at the mount options.",
        TooLong => "The arguments and the environment are together longer than the system takes: put some of them into a file.",
        _ => $"{executable} could not be started: {message}.",
    };

    private static string Check(string name, string file) =>
        Directory.Exists(file) ? throw new JobRefusedException($"The program '{name}' is a directory: {file}.")
        : !File.Exists(file) ? throw new JobRefusedException($"The program '{name}' was not found: there is no {file}.")
        : !IsExecutable(file) ? throw new JobRefusedException($"{file} is not executable: chmod +x it, or name its interpreter first.")
        : file;

    private static bool IsExecutable(string file) => (File.GetUnixFileMode(file) & Execute) != 0;

    private static string? Interpreter(string executable)
    {
        try
        {
            using var file = File.OpenRead(executable);
            var head = new byte[256];
            var text = Encoding.UTF8.GetString(head, 0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
            return text.StartsWith("#!", StringComparison.Ordinal) ? text[2..].Split('\n')[0].Trim().TrimEnd('\r') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
