using System.Text;
using Tracker.Contracts.V1;

namespace Tracker.Client.Batching;

/// <summary>
/// The dense sets of names that rows have, and what of a row can be sent at all. Used by the packing task alone, but for
/// <see cref="Refuse"/>.
/// </summary>
internal sealed class MetricSetTable
{
    /// <summary>A trainer whose rows have more different subsets of names than this sends its metrics one by one.</summary>
    public const int MaxSets = 4_096;

    private const int MaxNameBytes = 256;

    private readonly Dictionary<string[], RowPlan> _plans = new(NamesComparer.Instance);
    private readonly Dictionary<string[], KnownSet> _sets = new(NamesComparer.Instance);
    private uint _lastId;

    public MetricSetTable(IEnumerable<MetricSet> known)
    {
        foreach (MetricSet set in known)
        {
            string[] names = [.. set.Names];
            _sets[names] = new KnownSet(set.Id, names);
            _lastId = Math.Max(_lastId, set.Id);
        }
    }

    /// <summary>How rows of these names are sent.</summary>
    public RowPlan Plan(ReadOnlySpan<(string Name, double Value)> row)
    {
        if (_plans.GetAlternateLookup<ReadOnlySpan<(string Name, double Value)>>().TryGetValue(row, out RowPlan? plan))
            return plan;
        // Plans of subsets that never come back must not pile up; they are cheap to make again.
        if (_plans.Count >= MaxSets)
            _plans.Clear();
        string[] raw = new string[row.Length];
        for (int i = 0; i < raw.Length; i++)
            raw[i] = row[i].Name;
        plan = Make(raw);
        _plans.Add(raw, plan);
        return plan;
    }

    /// <summary>The set of one name, for rows that get no set of their own.</summary>
    public KnownSet Single(string name) => SetOf([name]);

    /// <summary>The daemon does not take this set, nor anything in it.</summary>
    public void Refuse(uint id)
    {
        lock (_sets)
        {
            foreach (KnownSet set in _sets.Values.Where(set => set.Id == id))
                set.IsRefused = true;
        }
    }

    private RowPlan Make(string[] raw)
    {
        var pick = new List<int>(raw.Length);
        string? bad = null;
        for (int i = 0; i < raw.Length; i++)
        {
            if (!IsGood(raw[i]))
                bad ??= raw[i] ?? "";
            // Of a name that comes twice in one row the last value counts.
            else if (Array.LastIndexOf(raw, raw[i]) == i)
                pick.Add(i);
        }

        string[] names = [.. pick.Select(i => raw[i])];
        KnownSet? set = names.Length > 0 && (_sets.Count < MaxSets || _sets.ContainsKey(names)) ? SetOf(names) : null;
        return new RowPlan(set, pick.Count == raw.Length ? null : [.. pick], names, bad);
    }

    private KnownSet SetOf(string[] names)
    {
        lock (_sets)
        {
            if (!_sets.TryGetValue(names, out KnownSet? set))
                _sets.Add(names, set = new KnownSet(++_lastId, names));
            return set;
        }
    }

    private static bool IsGood(string? name) =>
        !string.IsNullOrWhiteSpace(name) && Encoding.UTF8.GetByteCount(name) <= MaxNameBytes && !name.Any(char.IsControl)
        && !name.Contains('\uFFFD') && !HasLoneSurrogate(name);

    // Such a name has no UTF-8 and would throw when it is written.
    private static bool HasLoneSurrogate(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
                i++;
            else if (char.IsSurrogate(name[i]))
                return true;
        }

        return false;
    }
}

/// <summary>How rows of certain names are sent.</summary>
/// <param name="Set">The set; null where there are too many sets, or no good name.</param>
/// <param name="Pick">Indices of the values that are sent; null is all.</param>
/// <param name="Names">The names that are sent.</param>
/// <param name="BadName">A name that cannot be sent; null where all can.</param>
internal sealed record RowPlan(KnownSet? Set, int[]? Pick, string[] Names, string? BadName);

/// <summary>A metric set of this producer.</summary>
internal sealed class KnownSet(uint id, string[] names)
{
    private volatile bool _isRefused;

    public uint Id { get; } = id;

    public string[] Names { get; } = names;

    /// <summary>This process has put it into the spool.</summary>
    public bool IsDeclared { get; set; }

    public bool IsRefused
    {
        get => _isRefused;
        set => _isRefused = value;
    }
}
