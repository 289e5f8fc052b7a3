using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;

namespace Tracker.Endurance;

/// <summary>What the daemon says of a run.</summary>
internal sealed class RunReader : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly RunsService.RunsServiceClient _runs;

    public RunReader(string socket)
    {
        _channel = TrackerChannel.Open(ServerAddress.Unix(socket));
        _runs = new RunsService.RunsServiceClient(_channel);
    }

    public async Task<List<ExportedSample>> SamplesAsync(string run, CancellationToken cancellationToken)
    {
        var samples = new List<ExportedSample>();
        using AsyncServerStreamingCall<ExportRunResponse> call = _runs.ExportRun(new ExportRunRequest { Run = run }, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            samples.AddRange(call.ResponseStream.Current.Samples);
        return samples;
    }

    /// <summary>The events of a run that is over, in their order.</summary>
    public async Task<List<RunEvent>> EventsAsync(string run, CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        using AsyncServerStreamingCall<WatchRunResponse> call = _runs.WatchRun(new WatchRunRequest { Run = run }, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            if (call.ResponseStream.Current.Event is { } happened)
                events.Add(happened);
        }

        return events;
    }

    public async Task<List<Alert>> AlertsAsync(string run, CancellationToken cancellationToken)
    {
        ListAlertsResponse answer = await _runs.ListAlertsAsync(
            new ListAlertsRequest { Run = run, IncludeResolved = true }, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. answer.Alerts];
    }

    /// <summary>The newest page of runs.</summary>
    public async Task<int> ListAsync(CancellationToken cancellationToken) =>
        (await _runs.ListRunsAsync(new ListRunsRequest(), cancellationToken: cancellationToken).ConfigureAwait(false)).Runs.Count;

    /// <summary>All that the daemon says of a run.</summary>
    public async Task ShowAsync(string run, CancellationToken cancellationToken)
    {
        await _runs.GetRunAsync(new GetRunRequest { Run = run }, cancellationToken: cancellationToken).ConfigureAwait(false);
        await _runs.ExplainRunAsync(new ExplainRunRequest { Run = run }, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Follows a run until it ends or the token says so.</summary>
    public async Task WatchAsync(string run, CancellationToken cancellationToken)
    {
        using AsyncServerStreamingCall<WatchRunResponse> call = _runs.WatchRun(new WatchRunRequest { Run = run }, cancellationToken: cancellationToken);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
            }
        }
        catch (Exception fault) when (cancellationToken.IsCancellationRequested && fault is RpcException or OperationCanceledException)
        {
            // Watched for long enough.
        }
    }

    /// <summary>All of a run; nothing where the daemon never heard of it.</summary>
    public async Task<(List<ExportedSample> Samples, List<Alert> Alerts)> WholeAsync(string run, CancellationToken cancellationToken)
    {
        try
        {
            return (await SamplesAsync(run, cancellationToken).ConfigureAwait(false), await AlertsAsync(run, cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
        {
            return ([], []);
        }
    }

    public async Task StopAsync(string run, CancellationToken cancellationToken) => await _runs.SendCommandAsync(
        new SendCommandRequest { Run = run, Name = "stop" }, cancellationToken: cancellationToken).ConfigureAwait(false);

    public void Dispose() => _channel.Dispose();
}
