using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>Drives a run monitor as the mailbox would.</summary>
internal sealed class RunScript
{
    public static readonly RunId Run = RunId.Parse("0198c0ffee0070008000000000000001");
    public static readonly ProducerId Trainer = new(7);
    private uint _sets;
    private ulong _sequence;

    public RunScript(RunFacts? facts = null, MonitorOptions? options = null, DetectorCatalog? catalog = null, RunFacts? byHand = null)
    {
        Options = options ?? new MonitorOptions();
        Monitor = catalog is null ? new RunMonitor(Run, Options, byHand) : new RunMonitor(Run, Options, catalog, byHand);
        Mark(MarkKind.Created, 0);
        Mark(MarkKind.Attempt, 1);
        if (facts is not null) Apply(new FactsInput(Now, Trainer, 0, facts));
    }

    public MonitorOptions Options { get; }

    public RunMonitor Monitor { get; set; }

    public List<RunEvent> Events { get; } = [];

    public Timestamp Now { get; set; } = new(1_700_000_000_000_000);

    public long Position { get; set; }

    public IEnumerable<Alert> Alerts => Events.OfType<AlertChanged>().Select(changed => changed.Alert);

    public IEnumerable<string> Fired(Severity above = Severity.Warning) =>
        Monitor.Describe().Alerts.Where(alert => alert.Severity >= above).Select(alert => alert.Detector);

    public void Apply(RunInput input) => Monitor.Apply(++Position, input, Events);

    public void Mark(MarkKind kind, long value, string text = "") => Apply(new MarkInput(Now, kind, value, text));

    public void Tick(TimeSpan after)
    {
        Now += after;
        Apply(new TickInput(Now));
    }

    public uint Set(params string[] names) => Set(0, names);

    public uint Set(int rank, params string[] names)
    {
        Apply(new SetInput(Now, Trainer, ++_sequence, rank, ++_sets, [.. names]));
        return _sets;
    }

    public Frame Frame(uint set, long[] steps, double[][] rows, long[]? times = null, int attempt = 1, bool single = false)
    {
        var metrics = rows[0].Length;
        var values = new double[metrics * rows.Length];
        for (var metric = 0; metric < metrics; metric++)
        {
            for (var row = 0; row < rows.Length; row++) values[(metric * rows.Length) + row] = rows[row][metric];
        }

        var bytes = single
            ? MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)).ToArray()
            : MemoryMarshal.AsBytes<double>(values).ToArray();
        return new Frame(Trainer, ++_sequence, attempt, set, steps, times ?? Array.ConvertAll(steps, step => Now.Microseconds + (step * 1000)), bytes, single);
    }

    public void Report(uint set, long step, params double[] values) => Report(set, 1, step, values);

    public void Report(uint set, int attempt, long step, double[] values)
    {
        var frame = Frame(set, [step], [values], [Now.Microseconds], attempt);
        Apply(new FramesInput(Now, [frame]));
    }

    public void Report(params Frame[] frames) => Apply(new FramesInput(Now, [.. frames]));

    public void Finish(RunStatus status = RunStatus.Finished, bool supervisor = false) =>
        Apply(new FinishInput(Now, Trainer, ++_sequence, status, "", supervisor));

    /// <summary>Saves, loads and goes on.</summary>
    public void Reload() => Monitor = RunMonitor.Load(Run, Options, Monitor.Save());

    public Judgement Judgement(string detector) => Monitor.Describe().Judgements.Single(judgement => judgement.Detector == detector);

    public static ImmutableArray<T> Of<T>(params T[] items) => [.. items];
}
