using System.Collections.Immutable;
using Tracker.Replay.Baselines;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Scoring;

/// <summary>What a published rule said of a run.</summary>
/// <param name="FirstStep">Where it fired first, in the unit in which the run logs.</param>
/// <param name="Incidents">How often it began to fire.</param>
public sealed record BaselineAlarm(long FirstStep, int Incidents)
{
    /// <summary>Lets every rule read a stream; those that never fired are left out.</summary>
    public static ImmutableSortedDictionary<string, BaselineAlarm> Of(IEnumerable<LoggedRow> rows, bool byEpoch, int? plannedEpochs)
    {
        var baselines = BaselineCatalog.Create(byEpoch, plannedEpochs);
        var alarms = new BaselineAlarm?[baselines.Length];
        foreach (var row in rows)
        {
            for (var i = 0; i < baselines.Length; i++)
            {
                var fired = baselines[i].Fires;
                baselines[i].Take(row);
                if (!fired && baselines[i].Fires)
                    alarms[i] = alarms[i] is { } alarm ? alarm with { Incidents = alarm.Incidents + 1 } : new BaselineAlarm(row.Step, 1);
            }
        }

        return Enumerable.Range(0, alarms.Length).Where(i => alarms[i] is not null)
            .ToImmutableSortedDictionary(i => baselines[i].Name, i => alarms[i]!, StringComparer.Ordinal);
    }
}
