using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Api;

/// <summary>Takes facts that people set by hand. They are journalled first, as every input; then the run is judged again.</summary>
internal sealed class FactsDesk(RunReader runs, IRunRouter router, IOptions<IngestLimits> limits)
{
    public async Task<Outcome<SetRunFactsResponse>> SetAsync(SetRunFactsRequest request, CancellationToken cancellationToken)
    {
        if (!FactsReader.Read(request.Facts, limits.Value).Succeeded(out var facts, out var bad)) return bad;
        if (facts.Equals(RunFacts.None) && !request.Reset) return Refusal.BadInput("no facts are given: give one or more, as kind=supervised.");
        if (!(await runs.FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limits.Value.CallPatience);
        var result = await router.SubmitAsync(run.Run, new FactsByHandInput(default, facts, request.Reset), patience.Token).ConfigureAwait(false);
        if (SubmitRefusals.Of(result, sequence: 0, limits.Value) is { } refused) return refused;

        // Who asks now is answered once it is judged again.
        if (!(await runs.FindAsync(run.Run.ToString(), cancellationToken).ConfigureAwait(false)).Succeeded(out var judged, out var gone)) return gone;
        return new SetRunFactsResponse { Run = RunMapping.Summary(judged), FactsByHand = judged.FactsByHand.ToProto() };
    }
}
