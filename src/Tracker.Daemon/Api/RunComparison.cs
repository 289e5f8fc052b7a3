using Tracker.Contracts.V1;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Search;
using CoreDirection = Tracker.Core.Runs.MetricDirection;

namespace Tracker.Daemon.Api;

/// <summary>Puts runs side by side: what they were told that differs, and what became of each metric.</summary>
internal sealed class RunComparison(RunReader reader)
{
    private const int Least = 2;
    private const int Most = 20;

    public async Task<Outcome<CompareRunsResponse>> CompareAsync(CompareRunsRequest request, CancellationToken cancellationToken)
    {
        if (request.Runs.Count is < Least or > Most) return Refusal.BadInput($"{request.Runs.Count} runs cannot be compared: name {Least} to {Most}.");
        var found = new List<FoundRun>(request.Runs.Count);
        foreach (var text in request.Runs)
        {
            if (!(await reader.FindWithRowAsync(text, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
            if (found.Any(other => other.Row.Run == run.Row.Run)) return Refusal.BadInput($"run {run.Row.Run} is named twice: name each run once.");
            found.Add(run);
        }

        var response = new CompareRunsResponse();
        response.Runs.AddRange(found.Select(static run => RunMapping.Summary(run.Run, run.Row)));
        AddFacts(response, found);
        AddMetrics(response, found);
        return response;
    }

    private static void AddFacts(CompareRunsResponse response, List<FoundRun> runs)
    {
        var told = runs
            .Select(static run => FactTexts.Of(run.Run.Facts)
                .Concat(run.Run.Facts.Tags.Select(static tag => (Name: $"tag.{tag.Key}", Text: tag.Value)))
                .ToDictionary(static fact => fact.Name, static fact => fact.Text, StringComparer.Ordinal))
            .ToList();
        foreach (var name in told.SelectMany(static facts => facts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var values = told.Select(facts => facts.GetValueOrDefault(name)).ToList();
            if (values.Distinct(StringComparer.Ordinal).Count() == 1)
            {
                response.Equal++;
                continue;
            }

            var fact = new ComparedFact { Name = name };
            fact.Values.AddRange(values.Select(static value => value ?? ""));
            response.Different.Add(fact);
        }
    }

    /// <summary>Of a name that several ranks report, the lowest one's; what all runs have comes first, the primary one at the top.</summary>
    private static void AddMetrics(CompareRunsResponse response, List<FoundRun> runs)
    {
        var byRun = runs
            .Select(static run => run.Run.Metrics.GroupBy(static metric => metric.Name)
                .ToDictionary(static metrics => metrics.Key, static metrics => metrics.MinBy(static metric => metric.Rank), StringComparer.Ordinal))
            .ToList();
        var metrics = byRun.SelectMany(static metrics => metrics.Keys).Distinct(StringComparer.Ordinal).Select(name => Compare(name, byRun));
        response.Metrics.AddRange(metrics
            .OrderByDescending(static metric => metric.Primary)
            .ThenByDescending(static metric => metric.Values.Count(static value => value.Present))
            .ThenBy(static metric => metric.Name.StartsWith(MetricName.SystemPrefix, StringComparison.Ordinal))
            .ThenBy(static metric => metric.Name, StringComparer.Ordinal));
    }

    private static ComparedMetric Compare(string name, List<Dictionary<string, MetricSnapshot>> byRun)
    {
        var present = byRun.Where(metrics => metrics.ContainsKey(name)).Select(metrics => metrics[name]).ToList();
        var direction = present.Select(static metric => metric.Direction).FirstOrDefault(static direction => direction != CoreDirection.Unknown);
        var compared = new ComparedMetric { Name = name, Direction = direction.ToProto(), Primary = present.Any(static metric => metric.IsPrimary) };
        foreach (var metrics in byRun)
        {
            compared.Values.Add(metrics.TryGetValue(name, out var metric)
                ? new ComparedValue { Present = true, Last = metric.Last, Best = metric.Best, BestStep = metric.BestStep }
                : new ComparedValue { Last = double.NaN, Best = double.NaN, BestStep = -1 });
        }

        var bests = compared.Values.Select(static value => value.Best).Where(double.IsFinite).ToList();
        if (direction == CoreDirection.Unknown || bests.Count < Least) return compared;
        var best = direction == CoreDirection.HigherIsBetter ? bests.Max() : bests.Min();
        for (var i = 0; i < compared.Values.Count; i++)
        {
            if (compared.Values[i].Best.Equals(best)) compared.Winners.Add((uint)i);
        }

        return compared;
    }
}
