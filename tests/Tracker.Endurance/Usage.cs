namespace Tracker.Endurance;

/// <summary>Used wrongly.</summary>
internal static class Usage
{
    public static int Wrong(string usage)
    {
        Console.Error.WriteLine($"usage: {usage}");
        return 2;
    }
}
