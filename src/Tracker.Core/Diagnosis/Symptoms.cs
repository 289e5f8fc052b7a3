using Tracker.Core.Alerting;

namespace Tracker.Core.Diagnosis;

/// <summary>The alerts that fire at warning or above, as cause rules ask for them. What is good to know only has no cause to look for.</summary>
internal readonly ref struct Symptoms(ReadOnlySpan<Alert> firing)
{
    private readonly ReadOnlySpan<Alert> _firing = firing;

    public bool NonFinite => Has("non-finite");

    public bool Diverged => Has("diverged");

    public bool Oscillation => Has("oscillation");

    public bool Stuck => Has("stuck-loss");

    public bool Slow => Has("slow-learning");

    public bool ValidationDiverges => Has("train-val-divergence");

    private bool Has(string detector)
    {
        foreach (var alert in _firing)
        {
            if (alert.Detector == detector && alert.Severity >= Severity.Warning) return true;
        }

        return false;
    }
}
