using System.Globalization;

namespace Tracker.Client.Spooling;

/// <summary>Whose messages a spool folder holds: lines of a word and its value.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Producer">The producer's id, under which the messages are numbered.</param>
/// <param name="Rank">The trainer's rank; another rank never takes the folder over.</param>
/// <param name="Boot">The boot of the machine that made it; after another one, the end of the files may be lost.</param>
/// <param name="Replaces">The producer whose messages were copied here; empty where none were.</param>
internal sealed record SpoolIdentity(string Run, string Producer, int Rank, string Boot, string Replaces)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    private static readonly string ThisBoot = File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";

    public bool IsOfThisBoot => Boot == ThisBoot;

    public static SpoolIdentity New(string run, int rank, string replaces) => new(run, RunIds.NewProducer(), rank, ThisBoot, replaces);

    public void Write(string path) => File.WriteAllLines(path,
        ["run " + Run, "producer " + Producer, "rank " + Rank.ToString(CultureInfo.InvariantCulture), "boot " + Boot,
            "replaces " + Replaces]);

    /// <summary>Null where the file is missing or damaged: the folder is then left alone.</summary>
    public static SpoolIdentity? TryRead(string path)
    {
        Dictionary<string, string> words;
        try
        {
            words = File.ReadLines(path).Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2)
                .DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        string run = words.GetValueOrDefault("run", "");
        string producer = words.GetValueOrDefault("producer", "");
        return RunIds.IsValid(run) && RunIds.IsValid(producer)
            && int.TryParse(words.GetValueOrDefault("rank"), CultureInfo.InvariantCulture, out int rank)
            ? new SpoolIdentity(run, producer, rank, words.GetValueOrDefault("boot", ""), words.GetValueOrDefault("replaces", ""))
            : null;
    }
}
