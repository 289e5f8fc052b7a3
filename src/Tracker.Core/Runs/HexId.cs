using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tracker.Core.Runs;

internal static class HexId
{
    public static bool TryParse([NotNullWhen(true)] string? text, out UInt128 value)
    {
        value = default;
        if (text is not { Length: 32 }) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c)) return false;
        }

        return UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
