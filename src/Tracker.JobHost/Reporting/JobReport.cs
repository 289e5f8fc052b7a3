using System.Threading.Channels;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Reporting;

/// <summary>Where a job's metrics go and its orders come from. Disposing waits a while until all is delivered.</summary>
internal abstract class JobReport : IAsyncDisposable
{
    public abstract ChannelReader<JobCommand> Commands { get; }

    public abstract void Log(long step, ReadOnlySpan<(string Name, double Value)> values);

    public abstract void SetFacts(TrainingFacts facts);

    /// <summary>A part of the training begins.</summary>
    public virtual void Phase(string name, long step)
    {
    }

    /// <summary>An alert of the training's own; without a severity it is taken back.</summary>
    public virtual void Alert(string title, string text, AlertSeverity? severity)
    {
    }

    public abstract ValueTask DisposeAsync();
}
