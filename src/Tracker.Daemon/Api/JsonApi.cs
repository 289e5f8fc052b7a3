using System.Globalization;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Api;

/// <summary>Reading as JSON under /api/v1, for people with curl.</summary>
internal static class JsonApi
{
    public static void MapJsonApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithMetadata(new NeedsAttribute(Scopes.Read));
        api.MapGet("/runs", ListRunsAsync);
        api.MapGet("/runs/{run}", async (HttpContext context, RunReader runs, string run) =>
            await JsonDoor.WriteAsync(context, await runs.GetRunAsync(new GetRunRequest { Run = run }, context.RequestAborted)));
        api.MapGet("/runs/{run}/why", async (HttpContext context, RunReader runs, string run) =>
            await JsonDoor.WriteAsync(context, await runs.ExplainRunAsync(new ExplainRunRequest { Run = run }, context.RequestAborted)));
        api.MapGet("/runs/{run}/curve", GetCurveAsync);
        api.MapGet("/alerts", ListAlertsAsync);
    }

    private static async Task ListRunsAsync(HttpContext context, RunReader runs)
    {
        var query = context.Request.Query;
        if (Unknown(query, ["filter", "orderBy", "deleted", "experiment", "pageSize", "pageToken"]) is { } unknown)
        {
            await Answers.WriteAsync(context, unknown).ConfigureAwait(false);
            return;
        }

        var request = new ListRunsRequest
        {
            Filter = query["filter"].ToString(),
            Deleted = query["deleted"] == "true",
            Experiment = query["experiment"].ToString(),
            PageToken = query["pageToken"].ToString(),
        };
        request.OrderBy.AddRange(query["orderBy"].OfType<string>());
        if (query.TryGetValue("pageSize", out var text))
        {
            if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                await Answers.WriteAsync(context, Refusal.BadInput($"pageSize '{Names.Shorten(text.ToString())}' is no number: give 1 to 1000.")).ConfigureAwait(false);
                return;
            }

            request.PageSize = size;
        }

        await JsonDoor.WriteAsync(context, await runs.ListRunsAsync(request, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task GetCurveAsync(HttpContext context, RunCurves curves, string run)
    {
        var query = context.Request.Query;
        var request = new GetCurveRequest { Run = run };
        request.Metrics.AddRange(query["metric"].Where(static metric => metric is not null));
        var refusal = Unknown(query, ["metric", "points", "fromStep", "toStep", "rank"])
            ?? Number(query, "points", points => request.Points = (uint)Math.Min(points, uint.MaxValue))
            ?? Number(query, "fromStep", step => request.FromStep = step)
            ?? Number(query, "toStep", step => request.ToStep = step)
            ?? Number(query, "rank", rank => request.Rank = (uint)Math.Min(rank, uint.MaxValue));
        if (refusal is not null) await Answers.WriteAsync(context, refusal).ConfigureAwait(false);
        else await JsonDoor.WriteAsync(context, await curves.GetCurveAsync(request, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static Refusal? Number(IQueryCollection query, string name, Action<long> take)
    {
        if (!query.TryGetValue(name, out var text)) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Refusal.BadInput($"{name} '{Names.Shorten(text.ToString())}' is no whole number of 0 or more: correct it, or leave it out.");
        take(number);
        return null;
    }

    private static async Task ListAlertsAsync(HttpContext context, RunReader runs)
    {
        var query = context.Request.Query;
        if (Unknown(query, ["run", "includeResolved"]) is { } unknown)
        {
            await Answers.WriteAsync(context, unknown).ConfigureAwait(false);
            return;
        }

        var request = new ListAlertsRequest { Run = query["run"].ToString(), IncludeResolved = query["includeResolved"] == "true" };
        await JsonDoor.WriteAsync(context, await runs.ListAlertsAsync(request, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static Refusal? Unknown(IQueryCollection query, string[] known) =>
        query.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown
            ? Refusal.BadInput($"'{Names.Shorten(unknown)}' is no parameter here: {string.Join(", ", known)} are.")
            : null;
}
