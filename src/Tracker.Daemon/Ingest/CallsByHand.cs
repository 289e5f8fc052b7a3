using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Lookup;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;
using CoreHello = Tracker.Runtime.Ingest.Hello;

namespace Tracker.Daemon.Ingest;

/// <summary>Single calls for hand use, the same over gRPC and JSON: each returns when it is durable, or says why it is not.</summary>
internal sealed class CallsByHand(
    IRunRouter router, RunFinder finder, HandSets sets, IOptions<IngestLimits> limits, IngestInstruments instruments, TimeProvider time)
{
    private const string UserAgent = "by hand";

    public async Task<Outcome<CreateRunResponse>> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken)
    {
        RunId run;
        if (request.Run.Length == 0) run = RunIds.Make(time);
        else if (!RunId.TryParse(request.Run, out run)) return RunIds.Refuse(request.Run);
        if (!FactsReader.Read(request.Facts, limits.Value).Succeeded(out var facts, out var refusal)) return Count(refusal);
        var hello = new CoreHello(ProducerId.Daemon, Attempt: 1, Rank: 0, WorldSize: 1, facts, UserAgent);
        var greeting = await router.HelloAsync(run, hello, cancellationToken).ConfigureAwait(false);
        if (greeting.Refusal is { } reason) return greeting.Later ? Refusal.Overloaded(reason) : Refusal.Conflict(reason);
        return new CreateRunResponse { Run = run.ToString() };
    }

    /// <param name="request">The values of one step.</param>
    /// <param name="transport">The door it came through: grpc or http.</param>
    /// <param name="cancellationToken">The caller left.</param>
    public async Task<Outcome<LogMetricsResponse>> LogMetricsAsync(
        LogMetricsRequest request, string transport, CancellationToken cancellationToken)
    {
        if (Problem(request, out var producer) is { } problem) return Count(LimitOf(request) is { } limit ? Refusal.Beyond(limit, problem) : Refusal.BadInput(problem));
        if (!(await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var known, out var refusal)) return refusal;

        var run = known.Run;
        var names = request.Metrics.Keys.Order(StringComparer.Ordinal).ToImmutableArray();
        var values = new byte[names.Length * sizeof(double)];
        for (var i = 0; i < names.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(values.AsSpan(i * sizeof(double)), request.Metrics[names[i]]);

        using var patience = Patience(cancellationToken);
        var (set, unset) = await sets.KnowAsync(run, producer, names, patience.Token).ConfigureAwait(false);
        if (unset is not null) return unset;
        var at = request.Time == 0 ? Timestamp.From(time.GetUtcNow()).Microseconds : request.Time;
        var frame = new Frame(
            producer, request.Sequence, Math.Max(1, known.Attempt), set, new[] { request.Step }, new[] { at }, values, isFloat32: false);
        var result = await router.SubmitAsync(run, new FramesInput(default, [frame]), patience.Token).ConfigureAwait(false);
        if (result.State == SubmitState.Durable) instruments.SamplesStored(transport, names.Length);
        return Judge(result, request.Sequence) is { } refused ? refused : new LogMetricsResponse();
    }

    public async Task<Outcome<SetFactsResponse>> SetFactsAsync(SetFactsRequest request, CancellationToken cancellationToken)
    {
        if (!FactsReader.Read(request.Facts, limits.Value).Succeeded(out var facts, out var bad)) return Count(bad);
        if (!(await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var known, out var refusal)) return refusal;
        return await SubmitAsync(known.Run, new FactsInput(default, ProducerId.Daemon, 0, facts), cancellationToken).ConfigureAwait(false) is { } refused
            ? refused
            : new SetFactsResponse();
    }

    public async Task<Outcome<FinishRunResponse>> FinishRunAsync(FinishRunRequest request, CancellationToken cancellationToken)
    {
        if (!ReportMapping.Finish(request.Status, request.Reason, ProducerId.Daemon, 0).Succeeded(out var finish, out var bad)) return bad;
        if (!(await FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var known, out var refusal)) return refusal;
        return await SubmitAsync(known.Run, finish, cancellationToken).ConfigureAwait(false) is { } refused
            ? refused
            : new FinishRunResponse();
    }

    private Refusal Count(Refusal refusal)
    {
        if (refusal.Limit is { } limit) instruments.LimitReached(limit);
        return refusal;
    }

    private string? LimitOf(LogMetricsRequest request)
    {
        if (request.Metrics.Count > limits.Value.MetricsPerRun) return "metrics";
        return request.Metrics.Keys.Any(name => Names.IsTooLong(name, limits.Value.NameBytes)) ? "name" : null;
    }

    private string? Problem(LogMetricsRequest request, out ProducerId producer)
    {
        producer = ProducerId.Daemon;
        if (request.Step < 0) return $"step {request.Step} cannot be: steps count from 0.";
        if (request.Metrics.Count == 0) return "no metrics are given: give one or more.";
        if (request.Metrics.Count > limits.Value.MetricsPerRun)
            return $"{request.Metrics.Count} metrics are too many: {limits.Value.MetricsPerRun} a run is the most.";
        foreach (var name in request.Metrics.Keys)
        {
            if (Names.Problem("metric name", name, limits.Value.NameBytes) is { } problem) return problem;
        }

        if (request.Producer.Length == 0)
            return request.Sequence == 0 ? null : $"sequence {request.Sequence} has no producer: give both, or neither.";
        if (!ProducerId.TryParse(request.Producer, out producer) || producer == ProducerId.Daemon)
            return $"the producer '{Names.Shorten(request.Producer)}' is no id: give 32 random lower-case hexadecimal digits.";
        return request.Sequence == 0 ? "a producer needs a sequence: number its calls from 1." : null;
    }

    private async ValueTask<Outcome<RunMonitorSnapshot>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (RunId.TryParse(text, out var id) && await router.DescribeAsync(id, cancellationToken).ConfigureAwait(false) is { } byId) return byId;
        if (!(await finder.FindAsync(text, cancellationToken).ConfigureAwait(false)).Succeeded(out var row, out var refusal)) return refusal;
        return await router.DescribeAsync(row.Run, cancellationToken).ConfigureAwait(false) is { } snapshot
            ? snapshot
            : Refusal.NotFound($"run {row.Run} is no longer here.");
    }

    private async ValueTask<Refusal?> SubmitAsync(RunId run, RunInput input, CancellationToken cancellationToken)
    {
        using var patience = Patience(cancellationToken);
        return Judge(await router.SubmitAsync(run, input, patience.Token).ConfigureAwait(false), sequence: 0);
    }

    private Refusal? Judge(SubmitResult result, ulong sequence) => SubmitRefusals.Of(result, sequence, limits.Value);

    private CancellationTokenSource Patience(CancellationToken caller)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(caller);
        patience.CancelAfter(limits.Value.CallPatience);
        return patience;
    }
}
