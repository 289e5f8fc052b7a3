using System.Threading.Channels;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Reporting;

/// <summary>Where a job's metrics go and its orders come from. Disposing waits a while until all is delivered.</summary>
internal abstract class JobReport : IAsyncDisposable
{
    public abstract ChannelReader<JobCommand> Commands { get; }

    public abstract void Log(long step, ReadOnlySpan<(string Name, double Value)> values);

    public abstract void SetFacts(TrainingFacts facts);

    public abstract ValueTask DisposeAsync();
}
