using System.Collections.Immutable;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation;

namespace Tracker.Core.Monitoring;

/// <summary>The causes that hold, and the remedies proposed for them.</summary>
internal sealed class FindingLog(EventSink events)
{
    /// <summary>A smaller change of a likelihood is no news.</summary>
    private const double Step = 0.1;

    /// <summary>Nothing is proposed for a cause that is only named beside another.</summary>
    private const double LeastToPropose = 0.3;

    private readonly List<(string Cause, double Likelihood)> _told = [];
    private readonly SortedSet<string> _proposed = new(StringComparer.Ordinal);

    /// <summary>The likeliest first.</summary>
    public ImmutableArray<Finding> Current { get; private set; } = [];

    public void Take(ImmutableArray<Finding> findings, long step)
    {
        foreach (var gone in Current)
        {
            if (findings.Any(finding => finding.Cause == gone.Cause)) continue;
            _told.RemoveAll(told => told.Cause == gone.Cause);
            events.Add(new FindingChanged(events.Last + 1, events.At, step, gone with { Likelihood = 0 }));
        }

        Current = findings;
        foreach (var finding in findings)
        {
            var told = _told.FindIndex(item => item.Cause == finding.Cause);
            if (told >= 0 && Math.Abs(_told[told].Likelihood - finding.Likelihood) < Step) continue;
            if (told >= 0) _told[told] = (finding.Cause, finding.Likelihood);
            else _told.Add((finding.Cause, finding.Likelihood));
            events.Add(new FindingChanged(events.Last + 1, events.At, step, finding));
            if (finding.Likelihood < LeastToPropose && finding != findings[0]) continue;
            foreach (var plan in finding.Remedies) Propose(plan, step);
        }
    }

    private void Propose(RemedyPlan plan, long step)
    {
        if (_proposed.Add(plan.Remedy)) events.Add(new RemedyProposed(events.Last + 1, events.At, step, plan));
    }

    public void Save(StateWriter writer)
    {
        writer.List(Current, static (to, finding) => to.Finding(finding));
        writer.List(_told, static (to, told) =>
        {
            to.Text(told.Cause);
            to.Double(told.Likelihood);
        });
        writer.List(_proposed, static (to, remedy) => to.Text(remedy));
    }

    public void Load(ref StateReader reader)
    {
        Current = [.. reader.List(static (ref StateReader from) => from.Finding())];
        _told.AddRange(reader.List(static (ref StateReader from) => (from.RequiredText(), from.Double())));
        _proposed.UnionWith(reader.List(static (ref StateReader from) => from.RequiredText()));
    }
}
