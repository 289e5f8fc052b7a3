using System.Threading.Channels;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>For a training of which nobody is told.</summary>
internal sealed class SilentContext(IJobContext outer) : IJobContext
{
    public HyperparameterValues Hyperparameters => outer.Hyperparameters;

    public string Device => outer.Device;

    public long Seed => outer.Seed;

    public int Attempt => 1;

    public string WorkDirectory => outer.WorkDirectory;

    public string DataDirectory => outer.DataDirectory;

    public ChannelReader<JobCommand> Commands { get; } = Channel.CreateBounded<JobCommand>(1).Reader;

    public void Log(long step, params ReadOnlySpan<(string Name, double Value)> values)
    {
    }

    public void SetFacts(TrainingFacts facts)
    {
    }
}
