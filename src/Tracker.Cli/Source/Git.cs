using System.ComponentModel;
using System.Diagnostics;

namespace Tracker.Cli.Source;

/// <summary>Asks git about a folder, reading only.</summary>
internal static class Git
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What git printed, up to so many bytes, and how many more there were.</summary>
    internal readonly record struct Answer(byte[] Output, long LeftOut)
    {
        public string Line => System.Text.Encoding.UTF8.GetString(Output).TrimEnd('\n', '\r');
    }

    /// <returns>Null where there is no git, no repository, or no answer in time.</returns>
    public static async Task<Answer?> AskAsync(string folder, int mostBytes, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, "-c", "core.fsmonitor=false", "-c", "core.quotepath=false", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A look changes nothing, and asks nobody for a password.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                var errors = process.StandardError.ReadToEndAsync(either.Token);
                var answer = await ReadAsync(process.StandardOutput.BaseStream, mostBytes, either.Token).ConfigureAwait(false);
                await errors.ConfigureAwait(false);
                await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? answer : null;
            }
            finally
            {
                if (!process.HasExited) process.Kill();
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<Answer> ReadAsync(Stream stream, int mostBytes, CancellationToken cancellationToken)
    {
        var kept = new MemoryStream();
        var buffer = new byte[64 << 10];
        long leftOut = 0;
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            var room = (int)Math.Min(read, mostBytes - kept.Length);
            kept.Write(buffer, 0, room);
            leftOut += read - room;
        }

        return new Answer(kept.ToArray(), leftOut);
    }
}
