using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Monitoring;

/// <summary>Alerts that the trainer raises itself: one a title, until it takes it back, its attempt is over or the run ends.</summary>
internal sealed class TrainerAlerts(AlertLog alerts)
{
    /// <summary>Alerts of a trainer that hold at a time; one more says that there are more.</summary>
    public const int MostOpen = 16;

    /// <summary>Changes of them in a run, so that a trainer that raises and takes back at every step does not fill the store.</summary>
    public const int MostChanges = 1_000;

    private const string More = "more alerts";

    private long _changes;

    public void Take(AlertInput input, long step)
    {
        var open = Open();
        var known = open.Find(alert => alert.Title == input.Title);
        if (input.Severity is not { } severity)
        {
            if (known is not null) alerts.Resolve(known.Number, step, input.Text.Length == 0 ? "the trainer took it back" : input.Text);
            return;
        }

        var message = input.Text.Length == 0 ? input.Title : $"{input.Title}: {input.Text}";
        if (_changes >= MostChanges || (known is not null && known.Severity == severity && known.Message == message)) return;
        _changes++;
        if (known is not null) alerts.Raise(known.Number, severity, step, message);
        else if (open.Count(static alert => alert.Title != More) < MostOpen) alerts.Fire(Alert.Trainer, severity, input.Step, step, message, input.Title);
        else if (!open.Exists(static alert => alert.Title == More)) alerts.Fire(Alert.Trainer, Severity.Info, input.Step, step, Limited, More);
    }

    /// <summary>A new attempt begins without them.</summary>
    public void Restart(long step)
    {
        foreach (var alert in Open()) alerts.Resolve(alert.Number, step, "a new attempt began");
    }

    public void Save(StateWriter writer) => writer.Int64(_changes);

    public void Load(ref StateReader reader) => _changes = reader.Int64();

    private static string Limited { get; } =
        string.Create(CultureInfo.InvariantCulture, $"the trainer raises more than {MostOpen} alerts at a time: others are left out until it takes some back");

    private List<Alert> Open() => [.. alerts.Firing().Where(static alert => alert.Detector == Alert.Trainer)];
}
