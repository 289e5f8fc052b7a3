using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tracker.Core.Runs;

/// <summary>The id of a run: a UUID version 7, written as 32 lower-case hexadecimal digits. Made by the client.</summary>
/// <param name="Value">The 128 bits, big-endian as written.</param>
public readonly record struct RunId(UInt128 Value) : IComparable<RunId>
{
    /// <summary>Reads exactly 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id)
    {
        id = default;
        if (!HexId.TryParse(text, out var value)) return false;
        id = new RunId(value);
        return true;
    }

    /// <summary>Reads exactly 32 lower-case hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static RunId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no run id: 32 lower-case hexadecimal digits are.");

    /// <inheritdoc/>
    public int CompareTo(RunId other) => Value.CompareTo(other.Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Order of the 128 bits, which for UUIDs version 7 is the order of making.</summary>
    public static bool operator <(RunId left, RunId right) => left.Value < right.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(RunId left, RunId right) => left.Value > right.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(RunId left, RunId right) => left.Value <= right.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(RunId left, RunId right) => left.Value >= right.Value;
}
