using System.Globalization;

namespace Tracker.Endurance.Soak;

/// <summary><c>tests/soak.sh MINUTES [SEED] [--json]</c>.</summary>
internal static class SoakCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        string[] plain = [.. args.Where(static arg => arg != "--json")];
        int seed = 1;
        if (plain.Length is 0 or > 2
            || !double.TryParse(plain[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double minutes) || minutes is < 0.5 or > 10_000
            || (plain.Length == 2 && !int.TryParse(plain[1], CultureInfo.InvariantCulture, out seed)))
            return Usage.Wrong("tests/soak.sh MINUTES [SEED] [--json], with MINUTES from 0.5");
        var lab = new Lab(new SoakPlan(minutes, seed), seed);
        SoakFigures figures = await lab.LiveAsync().ConfigureAwait(false);
        Console.WriteLine(plain.Length == args.Length ? figures.ToString() : figures.ToJson());
        return figures.Good ? 0 : 1;
    }
}
