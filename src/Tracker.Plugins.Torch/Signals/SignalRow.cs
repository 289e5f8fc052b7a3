namespace Tracker.Plugins.Torch.Signals;

/// <summary>The values of one probe. A value that is not finite tells nothing that the loss does not tell, and is left out.</summary>
internal sealed class SignalRow
{
    /// <summary>What a ratio is at most, where its divisor is 0.</summary>
    public const double MostRatio = 1e9;

    private readonly List<(string Name, double Value)> _values = [];

    public ReadOnlySpan<(string Name, double Value)> Values => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values);

    public void Add(string name, double value)
    {
        if (double.IsFinite(value)) _values.Add((name, value));
    }

    /// <summary>Adds one number over another: at most <see cref="MostRatio"/>, and nothing where both are 0.</summary>
    public void AddRatio(string name, double number, double divisor)
    {
        if (number != 0 || divisor != 0) Add(name, Math.Min(MostRatio, number / divisor));
    }
}
