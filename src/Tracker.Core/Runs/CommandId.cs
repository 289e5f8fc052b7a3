using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tracker.Core.Runs;

/// <summary>The id of an order to a trainer; a client carries out each id once.</summary>
/// <param name="Value">The 128 bits.</param>
public readonly record struct CommandId(UInt128 Value)
{
    /// <summary>Reads exactly 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CommandId id)
    {
        var ok = HexId.TryParse(text, out var value);
        id = new CommandId(value);
        return ok;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
