using Tracker.Contracts.V1;
using Tracker.Daemon.Lookup;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>Metrics as few points with every extreme kept, the same over gRPC and JSON.</summary>
internal sealed class RunCurves(ICurveStore store, RunFinder finder)
{
    private const int MostMetrics = 100;
    private const int DefaultPoints = 1_000;
    private const int LeastPoints = 2;
    private const int MostPoints = 10_000;
    private const int MostPointsInAll = 100_000;

    public async Task<Outcome<GetCurveResponse>> GetCurveAsync(GetCurveRequest request, CancellationToken cancellationToken)
    {
        if (Check(request) is { } bad) return bad;
        if (!(await finder.FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
        var query = new CurveQuery
        {
            Metrics = [.. request.Metrics.Distinct(StringComparer.Ordinal)],
            Points = request.Points == 0 ? DefaultPoints : (int)request.Points,
            FromStep = request.HasFromStep ? request.FromStep : null,
            ToStep = request.HasToStep ? request.ToStep : null,
            Rank = request.HasRank ? (int)request.Rank : null,
        };
        var curves = await store.CurvesAsync(run.Run, query, cancellationToken).ConfigureAwait(false);
        if (query.Metrics.FirstOrDefault(metric => !curves.Any(curve => curve.Metric == metric)) is { } missing)
        {
            var rank = query.Rank is { } asked ? $" at rank {asked}" : "";
            return Refusal.NotFound($"run {run.Run} has no metric '{Names.Shorten(missing)}'{rank}: 'tracker run show' lists those that it has.");
        }

        var response = new GetCurveResponse();
        response.Curves.AddRange(curves.Select(ToProto));
        return response;
    }

    private static Refusal? Check(GetCurveRequest request) => request switch
    {
        { Metrics.Count: 0 } => Refusal.BadInput("no metric is named: give the name of one at least."),
        { Metrics.Count: > MostMetrics } => Refusal.BadInput($"{request.Metrics.Count} metrics are too many at once: {MostMetrics} is the most."),
        { Points: not 0 and (< LeastPoints or > MostPoints) } =>
            Refusal.BadInput($"{request.Points} points cannot be drawn: give {LeastPoints} to {MostPoints}."),
        _ when request.Metrics.Count * (long)request.Points > MostPointsInAll =>
            Refusal.BadInput($"{request.Metrics.Count} metrics of {request.Points} points are too much at once: {MostPointsInAll} points is the most, so ask for fewer of either."),
        { HasRank: true, Rank: > int.MaxValue } => Refusal.BadInput($"rank {request.Rank} is no rank of a trainer."),
        { HasFromStep: true, HasToStep: true } when request.FromStep > request.ToStep =>
            Refusal.BadInput($"the steps from {request.FromStep} to {request.ToStep} are none: give the lower one first."),
        _ => null,
    };

    private static Contracts.V1.Curve ToProto(Runtime.Journal.Curve curve)
    {
        var drawn = new Contracts.V1.Curve
        {
            Metric = curve.Metric,
            Rank = (uint)curve.Rank,
            Samples = (ulong)curve.Samples,
            NonFinite = (ulong)curve.NonFinite,
            Min = ToProto(curve.Min),
            Max = ToProto(curve.Max),
            Last = ToProto(curve.Last),
        };
        foreach (var point in curve.Points) drawn.Points.Add(ToProto(point));
        return drawn;
    }

    private static Contracts.V1.CurvePoint? ToProto(Runtime.Journal.CurvePoint? point) => point is { } known
        ? new Contracts.V1.CurvePoint
        {
            Step = known.Step,
            Time = known.Time,
            Value = known.Value,
            Attempt = (uint)known.Attempt,
            NonFinite = (ulong)known.NonFinite,
        }
        : null;
}
