using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Lookup;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>Answers questions about runs, the same over gRPC and JSON.</summary>
internal sealed class RunReader(IRunStore store, IRunRouter router, RunFinder finder)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    public async Task<Outcome<ListRunsResponse>> ListRunsAsync(ListRunsRequest request, CancellationToken cancellationToken)
    {
        if (request.PageSize > LargestPage) return Refusal.BadInput($"a page of {request.PageSize} runs is too large: {LargestPage} is the most.");
        RunId before = default;
        if (request.PageToken.Length > 0 && !RunId.TryParse(request.PageToken, out before))
            return Refusal.BadInput($"the page token '{Names.Shorten(request.PageToken)}' is not one of this daemon: send back nextPageToken as it came.");
        if (request.Status != Contracts.V1.RunStatus.Unspecified && request.Status.Read() is null)
            return Refusal.BadInput($"{request.Status} is no status: compare with protos/tracker/v1/common.proto.");
        var query = new RunQuery
        {
            Before = request.PageToken.Length > 0 ? before : null,
            Experiment = request.Experiment.Length > 0 ? request.Experiment : null,
            Status = request.Status.Read(),
            Limit = request.PageSize == 0 ? DefaultPage : (int)request.PageSize,
        };
        var rows = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
        var response = new ListRunsResponse();
        foreach (var row in rows)
        {
            // Runs that live are ahead of their rows, and alerts are in the snapshot alone.
            var snapshot = row.Status.IsLive() || row.FiringAlerts > 0
                ? await router.DescribeAsync(row.Run, cancellationToken).ConfigureAwait(false)
                : null;
            response.Runs.Add(snapshot is null ? RunMapping.Summary(row) : RunMapping.Summary(snapshot));
        }

        if (rows.Length == query.Limit) response.NextPageToken = rows[^1].Run.ToString();
        return response;
    }

    public async Task<Outcome<GetRunResponse>> GetRunAsync(GetRunRequest request, CancellationToken cancellationToken) =>
        (await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)
            ? RunMapping.Whole(run)
            : refusal;

    public async Task<Outcome<ExplainRunResponse>> ExplainRunAsync(ExplainRunRequest request, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
        var response = new ExplainRunResponse { Run = RunMapping.Summary(run), Headline = Headline.Of(run) };
        response.Alerts.AddRange(run.Alerts.Select(alert => alert.ToProto(run.Run, run.Facts.Name)));
        response.Findings.AddRange(run.Findings.Select(finding => finding.ToProto(run.Attempt)));
        response.Judgements.AddRange(run.Judgements.Select(judgement => judgement.ToProto()));
        return response;
    }

    public async Task<Outcome<ListAlertsResponse>> ListAlertsAsync(ListAlertsRequest request, CancellationToken cancellationToken)
    {
        var response = new ListAlertsResponse();
        if (request.Run.Length > 0)
        {
            if (!(await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
            Add(response, run, request.IncludeResolved);
            return response;
        }

        var rows = await store.ListAsync(new RunQuery { Limit = LargestPage }, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (!row.Status.IsLive() && row.FiringAlerts == 0 && !request.IncludeResolved) continue;
            if (await router.DescribeAsync(row.Run, cancellationToken).ConfigureAwait(false) is { } run) Add(response, run, request.IncludeResolved);
        }

        return response;
    }

    /// <summary>The run that a text means, as it is now.</summary>
    public async ValueTask<Outcome<RunMonitorSnapshot>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!(await finder.FindAsync(text, cancellationToken).ConfigureAwait(false)).Succeeded(out var row, out var refusal)) return refusal;
        return await router.DescribeAsync(row.Run, cancellationToken).ConfigureAwait(false) is { } run
            ? run
            : Refusal.NotFound($"run {row.Run} is no longer here.");
    }

    private static void Add(ListAlertsResponse response, RunMonitorSnapshot run, bool resolvedToo) => response.Alerts.AddRange(run.Alerts
        .Where(alert => alert.State == Core.Alerting.AlertState.Firing || resolvedToo)
        .Select(alert => alert.ToProto(run.Run, run.Facts.Name)));
}
