using Tracker.Core.Monitoring;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>A run as it is stored and as it is now.</summary>
internal sealed record FoundRun(RunRow Row, RunMonitorSnapshot Run);
