using System.Runtime.CompilerServices;

namespace Tracker.Core.Detection.Statistics;

/// <summary>Nine numbers and their median.</summary>
[InlineArray(9)]
internal struct Ring9
{
    private double _first;

    /// <summary>The middle of the first <paramref name="held"/>, the upper one of an even count.</summary>
    public readonly double Median(int held)
    {
        Span<double> sorted = stackalloc double[9];
        ((ReadOnlySpan<double>)this)[..held].CopyTo(sorted);
        for (var i = 1; i < held; i++)
        {
            var value = sorted[i];
            var j = i - 1;
            for (; j >= 0 && sorted[j] > value; j--) sorted[j + 1] = sorted[j];
            sorted[j + 1] = value;
        }

        return sorted[held / 2];
    }
}

/// <summary>Sixteen numbers.</summary>
[InlineArray(16)]
internal struct Ring16
{
    private double _first;
}

/// <summary>Thirty-two numbers.</summary>
[InlineArray(32)]
internal struct Ring32
{
    private double _first;
}
