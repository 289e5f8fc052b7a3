namespace Tracker.Replay.Readers;

/// <summary>Opens a log with the reader of its format.</summary>
internal static class LogReaders
{
    /// <param name="path">The file.</param>
    /// <param name="told">Its format; null finds it out.</param>
    /// <param name="format">The format it is read as.</param>
    public static LogReader Open(string path, LogFormat? told, out LogFormat format)
    {
        var bytes = LogBytes.Open(path);
        try
        {
            var detected = told is null ? LogDetector.Detect(bytes) : LogDetector.Check(bytes, told.Value);
            format = detected;
            return detected switch
            {
                LogFormat.TrainerState => new TrainerStateLog(bytes),
                LogFormat.DeepObs => new DeepObsLog(bytes),
                LogFormat.JsonLines => new JsonLog(bytes),
                LogFormat.Export => new ExportLog(bytes),
                LogFormat.RunFile => new RunFileLog(bytes),
                _ => new CsvLog(bytes, detected),
            };
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}
