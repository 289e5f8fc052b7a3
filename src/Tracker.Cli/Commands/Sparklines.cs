using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary>Small curves of the primary metric of runs that are compared, all on one scale.</summary>
internal static class Sparklines
{
    private const uint Points = 24;

    /// <returns>One a run; empty where there is no curve.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(DaemonConnection daemon, CompareRunsResponse compared, CancellationToken cancellationToken)
    {
        if (compared.Metrics.FirstOrDefault(static metric => metric.Primary) is not { } primary) return [];
        var curves = new List<double[]>();
        for (var i = 0; i < compared.Runs.Count; i++)
        {
            curves.Add(primary.Values[i].Present
                ? await ReadAsync(daemon, compared.Runs[i].Run, primary.Name, cancellationToken).ConfigureAwait(false)
                : []);
        }

        var finite = curves.SelectMany(static curve => curve).Where(double.IsFinite).ToList();
        return finite.Count == 0 ? [] : [.. curves.Select(curve => Sparkline.Of(curve, finite.Min(), finite.Max()))];
    }

    private static async Task<double[]> ReadAsync(DaemonConnection daemon, string run, string metric, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetCurveRequest { Run = run, Points = Points };
            request.Metrics.Add(metric);
            var response = await daemon.Runs.GetCurveAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            return [.. response.Curves.SelectMany(static curve => curve.Points).Select(static point => point.Value)];
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unimplemented or StatusCode.NotFound)
        {
            // An older daemon, or a run that went meanwhile: the table says all the same.
            return [];
        }
    }
}
