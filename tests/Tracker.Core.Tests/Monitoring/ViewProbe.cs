using Tracker.Core.Detection;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>Looks at a run as a detector does.</summary>
internal sealed class ViewProbe() : DetectorEntry("probe", Occasions.Time, [], 0)
{
    private Look? _look;

    public delegate void Look(in RunView view);

    public override string OptionValues => "";

    /// <summary>A script whose run is looked at by the probe.</summary>
    public RunScript Script(RunFacts? facts = null) => new(facts, catalog: new DetectorCatalog([this]));

    public void At(RunMonitor monitor, Look look)
    {
        _look = look;
        monitor.Describe();
        _look = null;
    }

    public override Verdict Judge(Span<byte> state, in RunView view)
    {
        _look?.Invoke(view);
        return Verdict.Judged(clears: true);
    }

    public override string Explain(ReadOnlySpan<byte> state, in RunView view, int rule, long held) => "";
}
