using System.Globalization;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Recording;

/// <summary>What <c>--record</c> is told on its command line.</summary>
/// <param name="Plugin">The plugin's folder.</param>
/// <param name="Runs">A file with a run a line; see <see cref="RunLine"/>.</param>
/// <param name="To">The folder that the files of the runs go to.</param>
/// <param name="Part">From 1 to <paramref name="Parts"/>: which of as many even stretches of the list this process runs.</param>
/// <param name="Parts">How many processes share the list.</param>
/// <param name="StepTime">What each new step counts on the file's clock, in microseconds; 0 takes the time that passes.</param>
internal sealed record RecordArguments(string Plugin, string Runs, string To, int Part, int Parts, long StepTime)
{
    /// <exception cref="JobRefusedException">Something is missing or not understood; one sentence.</exception>
    public static RecordArguments Parse(IReadOnlyList<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["--part"] = "1/1", ["--step-time"] = "0" };
        for (var i = 0; i < words.Count; i += 2)
        {
            if (words[i] is not ("--record" or "--runs" or "--to" or "--part" or "--step-time"))
                throw new JobRefusedException($"'{words[i]}' is not understood: there are --record, --runs, --to, --part and --step-time.");
            if (i + 1 == words.Count) throw new JobRefusedException($"{words[i]} needs a value.");
            values[words[i]] = words[i + 1];
        }

        var (part, parts) = PartOf(values["--part"]);
        return new(Needed(values, "--record"), Needed(values, "--runs"), Needed(values, "--to"), part, parts, StepTimeOf(values["--step-time"]));
    }

    private static string Needed(Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name) ?? throw new JobRefusedException($"{name} is missing: tracker-job --record PLUGIN-FOLDER --runs FILE --to FOLDER.");

    private static (int Part, int Parts) PartOf(string text)
    {
        var cut = text.Split('/');
        return cut.Length == 2 && Whole(cut[0], out var part) && Whole(cut[1], out var parts) && part >= 1 && part <= parts
            ? ((int)part, (int)parts)
            : throw new JobRefusedException($"--part is '{text}': it must be as 1/2, the first of two parts.");
    }

    private static long StepTimeOf(string text) =>
        Whole(text, out var value) ? value : throw new JobRefusedException($"--step-time is '{text}': it must be a whole number of microseconds.");

    private static bool Whole(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= int.MaxValue;
}
