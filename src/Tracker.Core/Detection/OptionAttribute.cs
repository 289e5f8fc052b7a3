namespace Tracker.Core.Detection;

/// <summary>What people may set an option of a detector to. The default is what a new record of options holds.</summary>
/// <param name="least">The least allowed; of a time, in seconds.</param>
/// <param name="most">The most allowed; of a time, in seconds.</param>
/// <param name="unit">What it counts or is a share of, for people.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionAttribute(double least, double most, string unit) : Attribute
{
    public double Least => least;

    public double Most => most;

    public string Unit => unit;
}
