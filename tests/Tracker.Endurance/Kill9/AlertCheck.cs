using Tracker.Contracts.V1;

namespace Tracker.Endurance.Kill9;

/// <summary>Whether the alerts of a run were neither lost nor doubled.</summary>
internal sealed class AlertCheck(string run)
{
    private List<Alert> _before = [];

    public List<string> Problems { get; } = [];

    /// <summary>The alerts as they were told before a kill.</summary>
    public void Remember(List<Alert> alerts) => _before = alerts;

    /// <summary>After a restart each of them is still there, as it fired.</summary>
    public void Compare(List<Alert> after)
    {
        foreach (Alert alert in _before)
        {
            if (!after.Exists(now => now.Id == alert.Id && now.Detector == alert.Detector && now.Step == alert.Step && now.FiredAt == alert.FiredAt))
                Problems.Add($"run {run}: alert {Show(alert)} was told before a kill and is gone after it");
        }
    }

    /// <summary>In the end: event numbers without hole or repeat, each alert fired once, and the same alerts as a run that met no kill.</summary>
    public void Conclude(List<RunEvent> events, List<Alert> alerts, List<Alert> undisturbed)
    {
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Number != (ulong)i + 1)
                Problems.Add($"run {run}: event {i + 1} has the number {events[i].Number}");
        }

        foreach (IGrouping<string, RunEvent> fired in events
            .Where(e => e.Alert is { State: AlertState.Firing }).GroupBy(e => e.Alert.Id).Where(group => group.Count() > 1))
            Problems.Add($"run {run}: alert {Show(fired.First().Alert)} fired {fired.Count()} times");
        string here = List(alerts), there = List(undisturbed);
        Console.WriteLine($"alerts of run {run}: {here}");
        if (there.Length == 0)
            Problems.Add($"run {run}: no alert fires without kills, so that this shows nothing");
        if (here != there)
            Problems.Add($"run {run}: alerts [{here}], and without kills [{there}]");
    }

    private static string List(List<Alert> alerts) => string.Join(", ", alerts.Where(a => a.Step >= 0).Select(Show).Order(StringComparer.Ordinal));

    private static string Show(Alert alert) => $"{alert.Detector} ({alert.Severity}) at step {alert.Step}";
}
