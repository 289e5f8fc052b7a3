using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;

namespace Tracker.Core.Tests.Monitoring;

public sealed class TrainerAlertTests
{
    private readonly RunScript _script = new();
    private ulong _sequence = 100;

    [Fact]
    public void Raise_ByTitle_IsOneAlertUntilItIsTakenBack()
    {
        Raise("tokens ran out", "the loader is at its end", Severity.Warning, 7);
        Raise("tokens ran out", "the loader is at its end", Severity.Warning, 8);
        Raise("tokens ran out", "the loader is at its end", Severity.Critical, 9);
        Raise("tokens ran out", "", null, 10);
        Raise("tokens ran out", "", null, 11);

        Assert.Equal(
            [(Severity.Warning, AlertState.Firing), (Severity.Critical, AlertState.Firing), (Severity.Critical, AlertState.Resolved)],
            _script.Alerts.Select(static alert => (alert.Severity, alert.State)));
        var alert = Assert.Single(_script.Monitor.Describe().Alerts);
        Assert.Equal(("trainer", "tokens ran out", 7L), (alert.Detector, alert.Title, alert.Step));
        Assert.Equal("tokens ran out: the loader is at its end; the trainer took it back", alert.Message);
    }

    [Fact]
    public void Raise_MoreThanMayHold_SaysSoOnceAndGoesOnWhenSomeAreTakenBack()
    {
        for (var i = 0; i < TrainerAlerts.MostOpen + 5; i++) Raise($"alert {i}", "", Severity.Warning, i);
        var firing = Firing();
        Assert.Equal(TrainerAlerts.MostOpen + 1, firing.Count);
        Assert.Equal(Severity.Info, Assert.Single(firing, static alert => alert.Title == "more alerts").Severity);

        Raise("alert 0", "", null, 30);
        Raise("late", "", Severity.Warning, 31);
        Assert.Contains(Firing(), static alert => alert.Title == "late");
    }

    [Fact]
    public void Raise_AtEveryStep_StopsAtTheMostChanges()
    {
        for (var step = 0; step < 3 * TrainerAlerts.MostChanges; step++) Raise("flickers", "", step % 2 == 0 ? Severity.Warning : null, step);
        Assert.Equal(TrainerAlerts.MostChanges, _script.Alerts.Count(static alert => alert.State == AlertState.Firing));
        Assert.Empty(Firing());
    }

    [Fact]
    public void RunEnds_TakesThemBack_AndRaisesNoMore()
    {
        Raise("odd", "", Severity.Warning, 1);
        _script.Finish();
        Raise("later", "", Severity.Critical, 2);
        var alert = Assert.Single(_script.Monitor.Describe().Alerts);
        Assert.Equal((AlertState.Resolved, "odd"), (alert.State, alert.Title));
    }

    [Fact]
    public void NewAttempt_TakesThemBack()
    {
        Raise("odd", "", Severity.Warning, 1);
        _script.Mark(MarkKind.Attempt, 2);
        Assert.Empty(Firing());
        Raise("odd", "", Severity.Warning, 2);
        Assert.Single(Firing());
    }

    [Fact]
    public void SavedState_KeepsThem()
    {
        Raise("odd", "text", Severity.Warning, 1);
        var before = _script.Monitor.Describe().Alerts;
        _script.Reload();
        Assert.Equal(before, _script.Monitor.Describe().Alerts);
        Raise("odd", "text", Severity.Warning, 2);
        Assert.Single(_script.Alerts);
    }

    private List<Alert> Firing() => [.. _script.Monitor.Describe().Alerts.Where(static alert => alert.State == AlertState.Firing)];

    private void Raise(string title, string text, Severity? severity, long step) =>
        _script.Apply(new AlertInput(_script.Now, RunScript.Trainer, ++_sequence, title, text, severity, step));
}
