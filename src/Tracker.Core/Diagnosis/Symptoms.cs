using Tracker.Core.Alerting;

namespace Tracker.Core.Diagnosis;

/// <summary>The alerts that fire, as cause rules ask for them.</summary>
internal readonly ref struct Symptoms(ReadOnlySpan<Alert> firing)
{
    private readonly ReadOnlySpan<Alert> _firing = firing;

    public bool NonFinite => Has("non-finite");

    public bool Diverged => Has("diverged");

    public bool Oscillation => Has("oscillation");

    public bool Stuck => Has("stuck-loss");

    public bool Slow => Has("slow-learning");

    public bool ValidationDiverges => Has("train-val-divergence");

    /// <summary>The detector fires at warning or above.</summary>
    public bool Warns(string detector)
    {
        foreach (var alert in _firing)
        {
            if (alert.Detector == detector && alert.Severity >= Severity.Warning) return true;
        }

        return false;
    }

    private bool Has(string detector)
    {
        foreach (var alert in _firing)
        {
            if (alert.Detector == detector) return true;
        }

        return false;
    }
}
