using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;

namespace Tracker.Core.Tests.Monitoring;

public sealed class AlertLogTests
{
    [Fact]
    public void Fire_MoreAlertsThanAreKept_ForgetsTheOldestThatAreOverAndNumbersOn()
    {
        var script = new RunScript();
        var set = script.Set("train/loss");
        const int Attempts = (3 * AlertLog.Kept) + 1;
        var largest = 0;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (attempt > 1) script.Mark(MarkKind.Attempt, attempt);
            script.Report(set, attempt, attempt, [double.NaN]);
            if (attempt == AlertLog.Kept) largest = script.Monitor.Save().Length;
        }

        script.Reload();

        var alerts = script.Monitor.Describe().Alerts;
        Assert.Equal(Enumerable.Range(Attempts - AlertLog.Kept + 1, AlertLog.Kept), alerts.Select(static alert => alert.Number));
        Assert.Equal(Attempts, Assert.Single(alerts, static alert => alert.State == AlertState.Firing).Number);
        Assert.Equal(Attempts, script.Alerts.Count(static alert => alert.State == AlertState.Firing));
        Assert.InRange(script.Monitor.Save().Length, 1, largest * 1.1);
        script.Mark(MarkKind.Attempt, Attempts + 1);
        Assert.DoesNotContain(script.Monitor.Describe().Alerts, static alert => alert.State == AlertState.Firing);
    }
}
