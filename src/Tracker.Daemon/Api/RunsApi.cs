using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Api;

/// <summary>Reading runs, and orders to them.</summary>
internal sealed class RunsApi(
    RunReader runs,
    RunWatch watch,
    RunExport export,
    RunCurves curves,
    CommandDesk desk,
    FactsDesk facts,
    RunComparison comparison,
    KeepingDesk keeping,
    IHostApplicationLifetime lifetime)
    : RunsService.RunsServiceBase
{
    [Needs(Scopes.Read)]
    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context) =>
        (await runs.ListRunsAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        (await runs.GetRunAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<WatchRunResponse> responseStream, ServerCallContext context)
    {
        var run = (await runs.FindAsync(request.Run, context.CancellationToken).ConfigureAwait(false)).OrThrow();
        if (watch.Enter() is { } full) throw Answers.ToException(full);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var response in watch.FollowAsync(run, request.AfterEvent, ends.Token).ConfigureAwait(false))
                await responseStream.WriteAsync(response, context.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Answers.ToException(Refusal.Unavailable("the daemon stops: watch again later, from the last event's number."));
        }
        finally
        {
            watch.Leave();
        }
    }

    [Needs(Scopes.Read)]
    public override async Task ExportRun(
        ExportRunRequest request, IServerStreamWriter<ExportRunResponse> responseStream, ServerCallContext context)
    {
        var run = (await runs.FindAsync(request.Run, context.CancellationToken).ConfigureAwait(false)).OrThrow();
        await foreach (var page in export.ReadAsync(run.Run, context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(page, context.CancellationToken).ConfigureAwait(false);
    }

    [Needs(Scopes.Read)]
    public override async Task<GetCurveResponse> GetCurve(GetCurveRequest request, ServerCallContext context) =>
        (await curves.GetCurveAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task<ExplainRunResponse> ExplainRun(ExplainRunRequest request, ServerCallContext context) =>
        (await runs.ExplainRunAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context) =>
        (await runs.ListAlertsAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Control)]
    public override async Task<SendCommandResponse> SendCommand(SendCommandRequest request, ServerCallContext context) =>
        (await desk.SendAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Control)]
    public override async Task<SetRunFactsResponse> SetRunFacts(SetRunFactsRequest request, ServerCallContext context) =>
        (await facts.SetAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task<CompareRunsResponse> CompareRuns(CompareRunsRequest request, ServerCallContext context) =>
        (await comparison.CompareAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task<GetSpaceResponse> GetSpace(GetSpaceRequest request, ServerCallContext context) =>
        (await keeping.SpaceAsync(context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Read)]
    public override async Task<PlanRetentionResponse> PlanRetention(PlanRetentionRequest request, ServerCallContext context) =>
        (await keeping.PlanAsync(context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Control)]
    public override async Task<PinRunResponse> PinRun(PinRunRequest request, ServerCallContext context) =>
        (await keeping.PinAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Control)]
    public override async Task<DeleteRunResponse> DeleteRun(DeleteRunRequest request, ServerCallContext context) =>
        (await keeping.DeleteAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    [Needs(Scopes.Control)]
    public override async Task<RestoreRunResponse> RestoreRun(RestoreRunRequest request, ServerCallContext context) =>
        (await keeping.RestoreAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();
}
