namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>What is counted of one feature while rows pass.</summary>
internal struct FeatureCounts
{
    private long _count;
    private double _first;
    private bool _hasFirst;
    private bool _differs;

    public static readonly FeatureCounts None = new() { Least = double.NaN, Greatest = double.NaN };

    public long Missing { get; private set; }

    public long OutOfRange { get; private set; }

    public double Mean { get; private set; }

    public double Least { get; private set; }

    public double Greatest { get; private set; }

    public readonly bool IsConstant => !_differs;

    public void Add(double value, double range)
    {
        if (double.IsNaN(value))
        {
            Missing++;
            return;
        }

        if (Math.Abs(value) > range) OutOfRange++;
        if (!_hasFirst) (_hasFirst, _first) = (true, value);
        else if (value != _first) _differs = true;
        if (double.IsInfinity(value)) return;
        _count++;

        // Without the difference, that of two numbers at the ends of the range would be infinite.
        Mean += (value / _count) - (Mean / _count);
        Least = double.IsNaN(Least) ? value : Math.Min(Least, value);
        Greatest = double.IsNaN(Greatest) ? value : Math.Max(Greatest, value);
    }
}
