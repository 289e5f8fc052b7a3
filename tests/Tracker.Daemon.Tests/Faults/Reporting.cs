using Grpc.Core;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Faults;

/// <summary>Somebody who reports beside what goes wrong, and must notice nothing.</summary>
internal static class Reporting
{
    public static Task<Trainer> ReportingAsync(this DaemonHost host) => host.Open().ReportingAsync();

    /// <summary>A trainer with set 1 of one metric and a row; the next sequence is 3.</summary>
    public static async Task<Trainer> ReportingAsync(this CallInvoker invoker)
    {
        var trainer = await Trainer.GreetAsync(invoker, Trainer.NewId(), Guid.NewGuid().ToString("N"));
        await trainer.GreetedAsync();
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 1));
        await trainer.AcknowledgedAsync(2);
        return trainer;
    }
}
