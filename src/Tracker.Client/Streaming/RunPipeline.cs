using System.Threading.Channels;
using Tracker.Client.Batching;
using Tracker.Contracts.V1;

namespace Tracker.Client.Streaming;

internal sealed class RunPipeline
{
    private readonly Channel<DeliveredCommand> _commands = Channel.CreateBounded<DeliveredCommand>(64);

    private RunPipeline(RunOptions options, string run)
    {
        Run = run;
        Buffer = new LogBuffer(options.QueueSamples, options.BatchSamples, Counters);
    }

    public string Run { get; }

    public ClientCounters Counters { get; } = new();

    public LogBuffer Buffer { get; }

    public ChannelReader<DeliveredCommand> Commands => _commands.Reader;

    public static RunPipeline Start(RunOptions options) => new(options, options.Run ?? RunIds.New(options.Time));

    public void Finish(RunStatus status, string reason) => Buffer.Append(new Finish { Status = status, Reason = reason });

    public Task<bool> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.FromResult(!cancellationToken.IsCancellationRequested && timeout == TimeSpan.Zero && Run.Length == 0);

    public ValueTask CloseAsync(TimeSpan timeout)
    {
        Buffer.Close();
        return timeout < TimeSpan.Zero ? throw new InvalidOperationException() : ValueTask.CompletedTask;
    }
}
