using System.Text.Json.Serialization;

namespace Tracker.Benchmarks.Ingest;

/// <summary>One line of the table.</summary>
/// <param name="MessageSize">Samples a message.</param>
/// <param name="SamplesPerSecond">Acknowledged samples from the first message to the last acknowledgement.</param>
/// <param name="ServerCpuNanosecondsPerSample">User and system time of trackerd from the first message until all is sealed and it is idle again.</param>
/// <param name="AckP50Milliseconds">From the write of a message to the acknowledgement that covers it.</param>
/// <param name="AckP99Milliseconds">As above.</param>
/// <param name="BytesPerSample">Pages in use of the database after the daemon was stopped, by the samples in it.</param>
/// <param name="ClientCpuNanosecondsPerSample">User and system time of this program meanwhile.</param>
/// <param name="Samples">Samples acknowledged, all of which were found stored.</param>
/// <param name="Runs">Runs, each with a stream of its own.</param>
/// <param name="Paced">Ten messages a second a run, else as many as the daemon takes.</param>
/// <param name="WarmUpAckP99Milliseconds">Where paced: the same of the first ten seconds of a new daemon, which the other figures leave out.</param>
internal sealed record IngestResult(
    int MessageSize,
    double SamplesPerSecond,
    double ServerCpuNanosecondsPerSample,
    double AckP50Milliseconds,
    double AckP99Milliseconds,
    double BytesPerSample,
    double ClientCpuNanosecondsPerSample,
    long Samples,
    int Runs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Paced,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double WarmUpAckP99Milliseconds);
