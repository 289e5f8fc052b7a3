using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;
using Tracker.Testing;

namespace Tracker.Endurance.Soak;

/// <summary>Jobs that cost nothing: a script that sleeps. What is to hold is that each that was taken ends well, whatever became of the daemon.</summary>
internal sealed class NapJobs(DaemonProcess daemon, Caretaker care, Faults faults) : IDisposable
{
    public const string Plugin = "nap";
    public const string Script = "echo asleep; sleep 3; echo awake";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(8);

    private readonly List<string> _taken = [];
    private GrpcChannel? _channel;

    public int Taken => _taken.Count;

    public async Task SubmitAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            for (int number = 1; await timer.WaitForNextTickAsync(stop).ConfigureAwait(false); number++)
            {
                bool well = care.Well;
                TimeSpan age = care.Age;
                try
                {
                    var request = new SubmitJobRequest { Plugin = Plugin, Name = $"nap-{number}", RequestId = $"nap-{number}" };
                    SubmitJobResponse answer = await Jobs().SubmitJobAsync(request, cancellationToken: stop).ConfigureAwait(false);
                    _taken.Add(answer.Job.Run);
                }
                catch (RpcException fault) when (!stop.IsCancellationRequested)
                {
                    if (well && care.Well && care.Age > age) faults.Add($"submit: {fault.Status.Detail}");
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or RpcException)
        {
        }
    }

    /// <summary>Waits until each has ended; those that did not end well.</summary>
    public async Task<List<string>> FailedAsync(CancellationToken cancel)
    {
        var failed = new List<string>();
        using var look = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        foreach (string run in _taken)
        {
            Job job;
            while ((job = (await Jobs().GetJobAsync(new GetJobRequest { Job = run }, cancellationToken: cancel).ConfigureAwait(false)).Job).Phase != JobPhase.Exited)
                await look.WaitForNextTickAsync(cancel).ConfigureAwait(false);
            if (job.Status != RunStatus.Finished || job.ExitCode != 0) failed.Add($"job {job.Name} ended {job.Status} with code {job.ExitCode}: {job.Reason}");
        }

        return failed;
    }

    public void Dispose() => _channel?.Dispose();

    private JobsService.JobsServiceClient Jobs() => new(_channel ??= TrackerChannel.Open(ServerAddress.Unix(daemon.Socket)));
}
