using System.Diagnostics;
using System.Text;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Command;

/// <summary>Asks the Python that runs the program what it is and what it has. The program does not wait for the answer.</summary>
internal static class PythonPackages
{
    private const int MostCharacters = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Without the working directory on its path, whose files belong to the program.
    private const string Question = """
        import sys
        sys.path[:] = [p for p in sys.path if p]
        import platform
        from importlib import metadata
        print(f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}")
        for line in sorted({f"{d.metadata['Name']}=={d.version}" for d in metadata.distributions() if d.metadata['Name']}, key=str.lower):
            print(line)
        """;

    public static async Task RecordAsync(IJobContext context, JobProgram program, string executable, IReadOnlyDictionary<string, string> environment)
    {
        if (Interpreter(program, executable, environment.GetValueOrDefault("PATH", "")) is not { } python) return;
        try
        {
            var start = new ProcessStartInfo(python, ["-c", Question])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = program.WorkingDirectory,
            };
            start.Environment.Clear();
            foreach (var (name, value) in environment) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
            try
            {
                process.StandardInput.Close();
                _ = process.StandardError.ReadToEndAsync(patience.Token);
                var answer = await ReadAsync(process.StandardOutput, patience.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                if (process.ExitCode != 0 || answer.Length == 0) return;
                var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                context.RecordPackages(lines[0], lines[1..]);
            }
            finally
            {
                if (!process.HasExited) process.Kill();
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException or OperationCanceledException)
        {
            // A record without packages is no reason to hold up a training.
        }
    }

    /// <summary>The program itself, the one that its first line names, or that of the environment.</summary>
    private static string? Interpreter(JobProgram program, string executable, string path)
    {
        if (IsPython(executable)) return executable;
        var words = FirstLine(executable).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [var named, ..] && IsPython(named)) return named;
        if (words is [var env, var python, ..] && Path.GetFileName(env) == "env" && IsPython(python))
            return path.Split(':').Select(folder => Path.Combine(folder, python)).FirstOrDefault(File.Exists);
        var prefix = program.Venv.Length > 0 ? program.Venv : program.Conda;
        return prefix.Length > 0 ? Path.Combine(prefix, "bin", "python") : null;
    }

    private static bool IsPython(string file) => Path.GetFileName(file).StartsWith("python", StringComparison.Ordinal);

    private static string FirstLine(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var head = new byte[256];
            var text = Encoding.UTF8.GetString(head, 0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
            return text.StartsWith("#!", StringComparison.Ordinal) ? text[2..].Split('\n')[0].Trim() : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4_096];
        while (text.Length < MostCharacters && await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read) text.Append(buffer, 0, read);
        return text.ToString();
    }
}
