using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Tracker.Runtime.Host;

/// <summary>
/// Hears of the GPUs from a process of the job host: the driver's library is foreign, may hang and may crash, and so it stays out of the
/// daemon. A process that falls silent is killed; the next is started after a pause that grows.
/// </summary>
internal sealed partial class GpuChild(Func<ProcessStartInfo?> program, TimeSpan interval, TimeProvider time, ILogger logger)
{
    /// <summary>Beyond the interval: the job host may itself wait for a driver that hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private volatile GpuPage _page = new();
    private string _said = "";

    /// <summary>What was heard last; empty where nothing is heard.</summary>
    public GpuPage Page => _page;

    /// <summary>How the process of the job host is started; null where this machine has no sign of a GPU.</summary>
    public static ProcessStartInfo? Start(string jobHost, TimeSpan interval, IReadOnlyDictionary<string, string> environment)
    {
        var hasDriver = File.Exists("/dev/nvidiactl")
            || environment.GetValueOrDefault("PATH", "").Split(':').Any(static folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "nvidia-smi")));
        if (!hasDriver || !File.Exists(jobHost)) return null;
        var start = new ProcessStartInfo(jobHost, ["--gpus", interval.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    /// <summary>Listens until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            if (program() is { } start)
            {
                var heard = await ListenAsync(start, cancellationToken).ConfigureAwait(false);
                pause = heard ? FirstPause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            }
            else
            {
                // A driver may be installed while the daemon runs.
                pause = LongestPause;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>A GPU was heard of.</returns>
    private async Task<bool> ListenAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            Say(new GpuPage { Problem = $"{start.FileName} cannot be started: {e.Message}." });
            return false;
        }

        using (process)
        {
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            try
            {
                return await ListenAsync(process, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await EndAsync(process, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> ListenAsync(Process process, CancellationToken cancellationToken)
    {
        var heard = false;
        while (true)
        {
            string? line;
            try
            {
                line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask()
                    .WaitAsync(interval + Patience, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Say(new GpuPage { Problem = "the process that asks the GPUs fell silent and was ended." });
                return heard;
            }

            if (line is null)
            {
                // It ends by itself where there is no GPU; else it died.
                if (_page.Gpus.Count > 0) Say(new GpuPage { Problem = "the process that asks the GPUs has ended." });
                return heard;
            }

            var page = GpuPage.Parse(line) ?? new GpuPage { Problem = "the process that asks the GPUs printed something else." };
            Say(page);
            heard |= page.Gpus.Count > 0;
        }
    }

    private static async Task EndAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in this very moment.
        }

        // One that hangs in the driver cannot even be killed: until it is gone no other is started, and nothing else waits for that.
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Say(GpuPage page)
    {
        _page = page;
        var state = page.Problem.Length > 0 ? page.Problem : $"{page.Gpus.Count} {page.Source}";
        if (state == _said || (page.Problem.Length == 0 && page.Gpus.Count == 0 && _said.Length == 0)) return;
        _said = state;
        if (page.Problem.Length > 0) LogProblem(page.Problem);
        else LogMeasured(page.Gpus.Count, page.Source);
    }
}
