using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tracker.Endurance.Kill9;

/// <summary>The example trainer in its own process: trains until it gets the command to stop, and says what was acknowledged.</summary>
internal sealed partial class PythonTrainer : IDisposable
{
    public static readonly string[] Metrics = ["train/loss", "train/gradient_norm", "learning_rate"];

    private readonly Process _process;

    private PythonTrainer(Process process, string run)
    {
        _process = process;
        Run = run;
    }

    public string Run { get; }

    public static async Task<PythonTrainer> StartAsync(string root, string socket, string state, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(root, "docs/examples/python/train_digits.py"));
        foreach (string argument in (string[])["--epochs", "100000", "--step-seconds", "0.02", "--name", "python"])
            start.ArgumentList.Add(argument);
        start.Environment["TRACKER_SERVER"] = "unix:" + socket;
        start.Environment["XDG_STATE_HOME"] = state;
        start.Environment.Remove("TRACKER_RUN");
        var process = Process.Start(start)!;
        string line = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("the Python trainer ended at once: see above");
        return new PythonTrainer(process, line["run ".Length..]);
    }

    /// <summary>Waits for its end. Steps, samples acknowledged and samples dropped, as it says itself.</summary>
    public async Task<(long Steps, long Acknowledged, long Dropped)> EndAsync(CancellationToken cancellationToken)
    {
        string last = await _process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        Match said = Summary().Match(last);
        if (_process.ExitCode != 0 || !said.Success)
            throw new InvalidOperationException($"the Python trainer ended with code {_process.ExitCode}: {last}");
        return (Number(said, 1), Number(said, 2), Number(said, 3));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"steps (\d+), .* acknowledged (\d+), dropped (\d+)")]
    private static partial Regex Summary();
}
