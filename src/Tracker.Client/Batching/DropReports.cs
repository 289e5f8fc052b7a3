using System.Globalization;
using Tracker.Contracts.V1;

namespace Tracker.Client.Batching;

/// <summary>Counts what is lost before it is sent, and tells people once when it starts and once when it is over.</summary>
internal sealed class DropReports(ClientCounters counters, StatusMessages messages, string spoolPath, long spoolLimit)
{
    private long _spoolFull;
    private long _queueFull;

    public void BadName(string name, int samples)
    {
        counters.Drop(DropReason.BadName, samples);
        string shown = name.Length <= 40 ? name : name[..40] + "...";
        messages.Change("bad-name", "bad",
            $"The metric name '{Printable(shown)}' is not taken: names have 1 to 256 bytes and no control characters. Its samples are dropped.");
    }

    public void BadStep(long step, int samples)
    {
        counters.Drop(DropReason.BadStep, samples);
        messages.Change("bad-step", "bad",
            string.Create(CultureInfo.InvariantCulture, $"Step {step} is not taken: steps are 0 or more. Its samples are dropped."));
    }

    public void Control(ReportRequest.BodyOneofCase kind) =>
        messages.Change("control", kind.ToString(), $"The spool {spoolPath} takes no more: {kind} of this run is lost. Free space on its disk.");

    /// <summary>Looks whether losses began or ended since the last call.</summary>
    public void Update()
    {
        Look(DropReason.SpoolFull, ref _spoolFull, "spool",
            $"The spool {spoolPath} is full ({spoolLimit >> 20} MiB at most) or its disk is: samples are dropped until the daemon takes some.");
        Look(DropReason.QueueFull, ref _queueFull, "queue",
            "Samples come faster than they can be written to the spool: some are dropped. Log less often, or raise QueueSamples.");
    }

    private void Look(DropReason reason, ref long before, string topic, string sentence)
    {
        long now = counters.Dropped(reason);
        if (now > before)
            messages.Change(topic, "dropping", sentence);
        else if (messages.StateOf(topic) == "dropping")
            messages.Change(topic, "", string.Create(CultureInfo.InvariantCulture, $"Samples are kept again; {now} were dropped so far."));
        before = now;
    }

    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
