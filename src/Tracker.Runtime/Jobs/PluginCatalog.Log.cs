using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Jobs;

public sealed partial class PluginCatalog
{
    [LoggerMessage(3101, LogLevel.Warning, "Plugin {Plugin} cannot be used. {Reason}")]
    private partial void LogUnusable(string plugin, string reason);
}
