using Google.Protobuf;
using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Ingest;

/// <summary>The calls by hand as JSON under /api/v1, for people with curl. What makes the daemon act is not offered here.</summary>
internal static class JsonIngest
{
    public static void MapJsonIngest(this WebApplication app)
    {
        var runs = app.MapGroup("/api/v1/runs").WithMetadata(new NeedsAttribute(Scopes.Ingest));
        runs.MapPost("", (HttpContext context, CallsByHand calls) =>
            CallAsync<CreateRunRequest, CreateRunResponse>(context, static (_, _) => { }, calls.CreateRunAsync));
        runs.MapPost("/{run}/metrics", (HttpContext context, CallsByHand calls) =>
            CallAsync<LogMetricsRequest, LogMetricsResponse>(
                context, static (request, run) => request.Run = run, (request, token) => calls.LogMetricsAsync(request, "http", token)));
        runs.MapPost("/{run}/facts", (HttpContext context, CallsByHand calls) =>
            CallAsync<SetFactsRequest, SetFactsResponse>(context, static (request, run) => request.Run = run, calls.SetFactsAsync));
        runs.MapPost("/{run}/finish", (HttpContext context, CallsByHand calls) =>
            CallAsync<FinishRunRequest, FinishRunResponse>(context, static (request, run) => request.Run = run, calls.FinishRunAsync));
    }

    private static async Task CallAsync<TRequest, TResponse>(
        HttpContext context, Action<TRequest, string> name, Func<TRequest, CancellationToken, Task<Outcome<TResponse>>> call)
        where TRequest : class, IMessage, new()
        where TResponse : class, IMessage
    {
        var limits = context.RequestServices.GetRequiredService<IOptions<IngestLimits>>().Value;
        if (!(await JsonDoor.ReadAsync<TRequest>(context, limits.MessageBytes).ConfigureAwait(false)).Succeeded(out var request, out var refusal))
        {
            await Answers.WriteAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        name(request, context.Request.RouteValues["run"] as string ?? "");
        await JsonDoor.WriteAsync(context, await call(request, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
