using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of who may call.</summary>
public sealed class AccessInstruments
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;

    /// <summary>Makes them.</summary>
    public AccessInstruments(TrackerMeter meter)
    {
        _meter = meter.Meter;
        _refused = _meter.CreateCounter<long>("access_refused_calls", "{call}", "Calls that were refused for who called or from where, by reason.");
    }

    /// <summary>A call was refused.</summary>
    /// <param name="reason">no_token, bad_token, scope, uid, other_run, ended, misplaced_token, host, origin: a closed set.</param>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Asks for the number of tokens at each scrape.</summary>
    public void ObserveTokens(Func<int> tokens) =>
        _meter.CreateObservableGauge("access_tokens", tokens, "{token}", "Tokens that people made, those that expired included.");
}
