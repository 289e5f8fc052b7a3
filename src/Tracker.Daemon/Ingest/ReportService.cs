using Grpc.Core;
using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Core.Runs;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Ingest;

/// <summary>How trainers report: one stream each, and single calls for hand use.</summary>
[Needs(Scopes.Ingest)]
internal sealed class ReportService(
    IRunRouter router,
    TrainerStreams streams,
    CallsByHand calls,
    IOptions<IngestLimits> limits,
    IngestInstruments instruments,
    TimeProvider time,
    FaultLog faults,
    CallerAccess access)
    : IngestService.IngestServiceBase
{
    [Needs(Scopes.Ingest, ChecksRun = true)]
    public override async Task Report(
        IAsyncStreamReader<ReportRequest> requestStream, IServerStreamWriter<ReportResponse> responseStream, ServerCallContext context)
    {
        if (streams.Enter() is { } full) throw Answers.ToException(full);
        var caller = Caller.Of(context.GetHttpContext());
        try
        {
            var (run, hello) = await ReadHelloAsync(requestStream, context.CancellationToken).ConfigureAwait(false);
            if (access.RefuseRun(caller, run.ToString()) is { } other) throw Answers.ToException(other);
            using var stream = new ReportStream(run, hello, router, instruments, limits.Value, time, faults, responseStream);
            // Before the hello, so that no order can fall between its answer and the first event.
            streams.Join(stream);
            using var revoked = caller.Ended.Register(() => stream.End(caller.RefuseEnded()));
            try
            {
                var greeting = await router.HelloAsync(run, hello, context.CancellationToken).ConfigureAwait(false);
                if (greeting.Refusal is { } refusal) throw Answers.ToException(greeting.Later ? Refusal.Overloaded(refusal) : Refusal.Conflict(refusal));
                await stream.ServeAsync(requestStream, greeting, context.CancellationToken).ConfigureAwait(false);
            }
            finally
            {
                streams.Part(stream);
            }
        }
        finally
        {
            streams.Leave();
        }
    }

    public override async Task<CreateRunResponse> CreateRun(CreateRunRequest request, ServerCallContext context) =>
        (await calls.CreateRunAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    public override async Task<LogMetricsResponse> LogMetrics(LogMetricsRequest request, ServerCallContext context) =>
        (await calls.LogMetricsAsync(request, "grpc", context.CancellationToken).ConfigureAwait(false)).OrThrow();

    public override async Task<SetFactsResponse> SetFacts(SetFactsRequest request, ServerCallContext context) =>
        (await calls.SetFactsAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    public override async Task<FinishRunResponse> FinishRun(FinishRunRequest request, ServerCallContext context) =>
        (await calls.FinishRunAsync(request, context.CancellationToken).ConfigureAwait(false)).OrThrow();

    private Outcome<T> Counted<T>(Outcome<T> outcome)
        where T : class
    {
        if (!outcome.Succeeded(out _, out var refusal) && refusal.Limit is { } limit) instruments.LimitReached(limit);
        return outcome;
    }

    private async Task<(RunId Run, Runtime.Ingest.Hello Hello)> ReadHelloAsync(
        IAsyncStreamReader<ReportRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken).ConfigureAwait(false))
            throw Answers.ToException(Refusal.BadInput("the stream ended before a hello: send one first."));
        if (requests.Current.BodyCase != ReportRequest.BodyOneofCase.Hello)
            throw Answers.ToException(Refusal.BadInput($"the first message is a {requests.Current.BodyCase}, not a hello: send a hello first."));
        var sent = requests.Current.Hello;
        if (!RunId.TryParse(sent.Run, out var run)) throw Answers.ToException(RunIds.Refuse(sent.Run));
        return (run, Counted(ReportMapping.Hello(sent, limits.Value)).OrThrow());
    }
}
