namespace Tracker.Replay.Readers;

/// <summary>A format of stored logs.</summary>
public enum LogFormat : byte
{
    /// <summary>trainer_state.json of Hugging Face's Trainer.</summary>
    TrainerState,

    /// <summary>metrics.csv of Lightning's CSVLogger.</summary>
    Lightning,

    /// <summary>What Keras' CSVLogger writes.</summary>
    Keras,

    /// <summary>results.csv of ultralytics.</summary>
    Ultralytics,

    /// <summary>A curve of the DeepOBS baselines.</summary>
    DeepObs,

    /// <summary>CSV with a column of steps or epochs.</summary>
    Csv,

    /// <summary>JSON lines with a field of steps or epochs, or a list of such objects.</summary>
    JsonLines,

    /// <summary>What tracker run export writes, as CSV or JSON lines.</summary>
    Export,

    /// <summary>What tracker-job --record writes.</summary>
    RunFile,
}

/// <summary>Formats by their words.</summary>
public static class LogFormats
{
    private static readonly string[] Words = ["trainer-state", "lightning", "keras", "ultralytics", "deepobs", "csv", "jsonl", "export", "run"];

    /// <summary>Every word, in the order of the formats.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>The word of a format.</summary>
    public static string ToWord(this LogFormat format) => Words[(int)format];

    /// <summary>The format of a word.</summary>
    public static bool TryParse(string word, out LogFormat format)
    {
        var place = Array.IndexOf(Words, word);
        format = (LogFormat)Math.Max(0, place);
        return place >= 0;
    }
}
