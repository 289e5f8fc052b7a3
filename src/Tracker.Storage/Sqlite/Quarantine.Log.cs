using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;

namespace Tracker.Storage.Sqlite;

internal sealed partial class Quarantine
{
    [LoggerMessage(2030, LogLevel.Error, "Chunk {Chunk} of run {Run} is damaged ({Reason}): it is set aside in the table quarantine, and the run is read without it.")]
    private partial void LogTaken(long chunk, RunId run, string reason);
}
