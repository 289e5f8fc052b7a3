using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tracker.Core.Runs;

/// <summary>What reports to a run: a random 128-bit id that a client keeps with its spool, so that sequences survive restarts.</summary>
/// <param name="Value">The 128 bits; zero is the daemon itself (calls by hand, which carry no sequence of their own).</param>
public readonly record struct ProducerId(UInt128 Value)
{
    /// <summary>The daemon itself: calls by hand and what the daemon adds.</summary>
    public static ProducerId Daemon => default;

    /// <summary>Reads exactly 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProducerId id)
    {
        var ok = HexId.TryParse(text, out var value);
        id = new ProducerId(value);
        return ok;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
