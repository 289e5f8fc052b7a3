using System.Globalization;
using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Lookup;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Daemon.Api;

/// <summary>Answers questions about runs, the same over gRPC and JSON.</summary>
internal sealed class RunReader(IRunStore store, IRunRouter router, RunFinder finder, LimitInstruments limits, IOptions<SearchOptions> options, TimeProvider time)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    public async Task<Outcome<ListRunsResponse>> ListRunsAsync(ListRunsRequest request, CancellationToken cancellationToken)
    {
        if (request.PageSize > LargestPage) return Refusal.BadInput($"a page of {request.PageSize} runs is too large: {LargestPage} is the most.");
        if (request.Status != Contracts.V1.RunStatus.Unspecified && request.Status.Read() is null)
            return Refusal.BadInput($"{request.Status} is no status: compare with protos/tracker/v1/common.proto.");
        var text = new SearchText(request.Filter, [.. request.OrderBy], request.Deleted, request.PageToken)
        {
            Experiment = request.Experiment,
            Status = request.Status.Read(),
        };
        var read = text.Read(options.Value, Timestamp.From(time.GetUtcNow()));
        if (!read.Succeeded(out var search, out var problem))
        {
            if (read.IsBeyondLimit) limits.Reached("search");
            return Refusal.BadInput(problem);
        }

        search = search with { Limit = request.PageSize == 0 ? DefaultPage : (int)request.PageSize };
        var page = await store.SearchAsync(search, cancellationToken).ConfigureAwait(false);
        if (page.TookTooLong)
        {
            limits.Reached("search");
            return Refusal.TooSlow(string.Create(
                CultureInfo.InvariantCulture,
                $"the search took longer than {search.TimeLimit.TotalSeconds:0.##} s and was stopped: ask for less, or raise Tracker:Search:TimeLimit."));
        }

        var response = new ListRunsResponse { NextPageToken = text.Next(search, page) };
        foreach (var row in page.Rows) response.Runs.Add(await SummaryAsync(row, cancellationToken).ConfigureAwait(false));
        return response;
    }

    public async Task<Outcome<GetRunResponse>> GetRunAsync(GetRunRequest request, CancellationToken cancellationToken) =>
        (await FindWithRowAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var found, out var refusal)
            ? RunMapping.Whole(found.Run, found.Row)
            : refusal;

    public async Task<Outcome<ExplainRunResponse>> ExplainRunAsync(ExplainRunRequest request, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
        var response = new ExplainRunResponse { Run = RunMapping.Summary(run), Headline = Headline.Of(run) };
        response.Alerts.AddRange(run.Alerts.Select(alert => alert.ToProto(run.Run, run.Facts.Name)));
        response.Findings.AddRange(run.Findings.Select(finding => finding.ToProto(run.Attempt)));
        response.Judgements.AddRange(run.Judgements.Select(judgement => judgement.ToProto()));
        if (Headline.IsWell(run)) response.Health.AddRange(run.Health);
        response.Unsent.AddRange(run.Unsent);
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

        // What fires is found whatever its age; what is resolved, among the newest.
        var rows = await store.ListAsync(new RunQuery { OnlyFiring = !request.IncludeResolved, Limit = LargestPage }, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
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

    /// <summary>The run that a text means, as it is now and as it is stored.</summary>
    public async ValueTask<Outcome<FoundRun>> FindWithRowAsync(string text, CancellationToken cancellationToken)
    {
        if (!(await finder.FindAsync(text, cancellationToken).ConfigureAwait(false)).Succeeded(out var row, out var refusal)) return refusal;
        return await router.DescribeAsync(row.Run, cancellationToken).ConfigureAwait(false) is { } run
            ? new FoundRun(row, run)
            : Refusal.NotFound($"run {row.Run} is no longer here.");
    }

    /// <summary>Runs that live are ahead of their rows, and alerts are in the snapshot alone.</summary>
    private async ValueTask<RunSummary> SummaryAsync(RunRow row, CancellationToken cancellationToken)
    {
        var snapshot = row.Status.IsLive() || row.FiringAlerts > 0
            ? await router.DescribeAsync(row.Run, cancellationToken).ConfigureAwait(false)
            : null;
        return snapshot is null ? RunMapping.Summary(row) : RunMapping.Summary(snapshot, row);
    }

    private static void Add(ListAlertsResponse response, RunMonitorSnapshot run, bool resolvedToo) => response.Alerts.AddRange(run.Alerts
        .Where(alert => alert.State == Core.Alerting.AlertState.Firing || resolvedToo)
        .Select(alert => alert.ToProto(run.Run, run.Facts.Name)));
}
