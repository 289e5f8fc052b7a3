using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Keeping;

public sealed partial class RetentionService
{
    [LoggerMessage(1050, LogLevel.Information, "Retention deleted run {Run} ({Name}): {Reason} It is purged after {PurgeAfter:u}; 'tracker run restore' takes it back until then.")]
    private partial void LogExpired(RunId run, string name, string reason, DateTimeOffset purgeAfter);

    [LoggerMessage(1051, LogLevel.Information, "Run {Run} was purged: {Bytes} bytes of journal.")]
    private partial void LogPurged(RunId run, long bytes);

    [LoggerMessage(1052, LogLevel.Warning, "Retention could not go on: {Reason} It tries again at the next pass.")]
    private partial void LogTrouble(string reason);
}
