using System.Globalization;
using System.Text;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>How a job ended, in words that people understand.</summary>
/// <param name="Status">What its run became.</param>
/// <param name="Reason">One sentence; empty where there is nothing to say.</param>
internal readonly record struct JobEnd(RunStatus Status, string Reason)
{
    private const int MostCharacters = 500;
    private const int Unloadable = 65;
    private const int Threw = 70;
    private const int Stopped = 75;
    private const int Aborted = 134;
    private const int KilledHard = 137;

    /// <summary>The job host, or the process's own exit code plus 128 and the signal, as shells count.</summary>
    /// <param name="code">Null when nobody recorded it.</param>
    /// <param name="stopAsked">Somebody cancelled the job.</param>
    /// <param name="killed">It did not stop within its grace.</param>
    /// <param name="graceSeconds">That grace.</param>
    /// <param name="errorTail">The end of what it wrote to stderr.</param>
    /// <param name="stated">What the job host itself says; empty where it leaves it to the code.</param>
    /// <param name="isProgram">The code is that of a program, and not of the job host.</param>
    public static JobEnd From(
        int? code, bool stopAsked, bool killed, double graceSeconds, string errorTail, string stated = "", bool isProgram = false)
    {
        if (stopAsked)
        {
            var grace = graceSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            var how = killed ? $": it did not stop within {grace} s and was killed"
                : code is null or 0 or Stopped or 143 ? ""
                : $": {Describe(code.Value, errorTail, stated, isProgram)}";
            return new JobEnd(RunStatus.Cancelled, "cancelled" + how);
        }

        return code switch
        {
            0 => new JobEnd(RunStatus.Finished, ""),
            Stopped => new JobEnd(RunStatus.Cancelled, "it was told to stop and did (exit code 75)"),
            null => new JobEnd(RunStatus.Failed, "lost: its processes are gone and left no exit code, as after a power cut, a kill of them all, or on a full disk"),
            _ => new JobEnd(RunStatus.Failed, Describe(code.Value, errorTail, stated, isProgram)),
        };
    }

    private static string Describe(int code, string errorTail, string stated, bool isProgram)
    {
        if (isProgram && stated.Length > 0) return Clean(stated);
        var kind = code switch
        {
            Unloadable or Threw when isProgram => "",
            Unloadable => "the plugin cannot be loaded or does not accept a hyperparameter",
            Threw => "exception",
            126 => "its program cannot be executed",
            127 => "its program was not found",
            129 => "hung up (SIGHUP)",
            130 => "interrupted (SIGINT)",
            132 => "an instruction that this processor does not know (SIGILL)",
            Aborted => "aborted in native code",
            135 => "bus error (SIGBUS), as when a mapped file or the disk is gone",
            136 => "arithmetic error in native code (SIGFPE)",
            KilledHard => "killed (SIGKILL); where nobody did that, the kernel did for want of memory",
            139 => "segmentation fault in native code (SIGSEGV)",
            143 => "ended by a SIGTERM from outside",
            153 => "a file grew past its limit (SIGXFSZ)",
            > 128 and < 193 => $"ended by signal {code - 128}",
            _ => "",
        };
        var number = code.ToString(CultureInfo.InvariantCulture);
        var head = kind.Length == 0 ? $"exit code {number}" : $"exit code {number} ({kind})";
        var why = Why(errorTail);
        return why.Length == 0 ? head : $"{head}: {why}";
    }

    /// <summary>The line of stderr that says most: what libtorch, .NET or Python name as the error, else the last one.</summary>
    private static string Why(string errorTail)
    {
        var lines = errorTail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // What clients and the job host say of their own work is no reason, unless nothing else was said.
        if (lines.Where(line => !line.StartsWith("tracker: ", StringComparison.Ordinal)).ToArray() is { Length: > 0 } own) lines = own;
        return Clean(
            After(lines, "what():")
            ?? After(lines, "Unhandled exception.")
            ?? After(lines, "Fatal error.")
            ?? After(lines, "Process terminated.")
            ?? lines.LastOrDefault(line => line is "Stack overflow." or "Segmentation fault")
            ?? lines.LastOrDefault(line => !line.StartsWith("at ", StringComparison.Ordinal) && !line.StartsWith("---", StringComparison.Ordinal))
            ?? "");
    }

    private static string? After(string[] lines, string mark)
    {
        for (var i = lines.Length - 1; i >= 0; i--)
        {
            var at = lines[i].IndexOf(mark, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = lines[i][(at + mark.Length)..].Trim();
            if (rest.Length > 0) return rest;
            if (i + 1 < lines.Length) return lines[i + 1];
        }

        return null;
    }

    private static string Clean(string line)
    {
        var text = new StringBuilder(Math.Min(line.Length, MostCharacters));
        foreach (var rune in line.EnumerateRunes())
        {
            if (text.Length >= MostCharacters) return text.Append("...").ToString();
            text.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return text.ToString();
    }
}
