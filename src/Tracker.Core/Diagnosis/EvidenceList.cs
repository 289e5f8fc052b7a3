namespace Tracker.Core.Diagnosis;

/// <summary>What was seen of a run, and what could not be seen because nobody sent it.</summary>
internal sealed class EvidenceList
{
    private readonly List<Evidence> _seen = [];
    private readonly List<Lacking> _lacking = [];

    /// <summary>In the order in which it was added; each id once.</summary>
    public IReadOnlyList<Evidence> Seen => _seen;

    public IReadOnlyList<Lacking> Lacking => _lacking;

    public void Add(string id, string sentence)
    {
        if (!Has(id)) _seen.Add(new Evidence(id, sentence));
    }

    /// <summary>Something that was not sent.</summary>
    /// <param name="what">What it is, as "gradient norms".</param>
    /// <param name="ask">What to send, in one sentence.</param>
    /// <param name="evidence">The evidence that could come of it.</param>
    public void Lack(string what, string ask, params ReadOnlySpan<string> evidence) => _lacking.Add(new Lacking(what, ask, [.. evidence]));

    public bool Has(string id) => _seen.Exists(evidence => evidence.Id == id);
}

/// <summary>What was not sent, and the evidence that could come of it.</summary>
internal sealed record Lacking(string What, string Ask, string[] Evidence);
