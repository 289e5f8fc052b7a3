using Tracker.Core.Monitoring;

namespace Tracker.Replay.Traces;

/// <summary>Reads what a script's run is judged with: stall-floor=60s lost-after=7d stuck-loss.ChanceShare=0.9 converged.Enabled=false.</summary>
internal static class OptionsParser
{
    public static MonitorOptions Read(LineScanner scanner, MonitorOptions options)
    {
        while (!scanner.AtEnd)
        {
            if (scanner.Try("stall-floor"))
            {
                scanner.Expect('=');
                options = options with { StallFloor = scanner.Duration("a time") };
            }
            else if (scanner.Try("lost-after"))
            {
                scanner.Expect('=');
                options = options with { LostAfter = scanner.Duration("a time") };
            }
            else
            {
                options = ReadDetector(scanner, options);
            }
        }

        return options;
    }

    private static MonitorOptions ReadDetector(LineScanner scanner, MonitorOptions options)
    {
        const string expected = "an option (stall-floor, lost-after, or DETECTOR.OPTION)";
        var before = scanner.Expected(expected);
        var name = scanner.Name(expected).Split('.');
        if (name.Length != 2) throw before;
        scanner.Expect('=');
        var set = options.Detectors.TryGetValue(name[0], out var had) ? new Dictionary<string, string>(had) : [];
        set[name[1]] = scanner.Text("a value");
        var detectors = new Dictionary<string, IReadOnlyDictionary<string, string>>(options.Detectors) { [name[0]] = set };
        options = options with { Detectors = detectors };
        return options.Problem() is { } problem ? throw scanner.Wrong(problem) : options;
    }
}
