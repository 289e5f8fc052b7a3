using System.ComponentModel;
using System.Diagnostics;

namespace Tracker.JobHost.Gpus;

/// <summary>Runs nvidia-smi and reads what it prints. One that hangs is killed; while it cannot even die, no other is started.</summary>
internal sealed class NvidiaSmiReader(string program) : GpuReader
{
    private const int MostCharacters = 64 << 10;

    private Process? _stuck;

    public override string Source => "nvidia-smi";

    public override TimeSpan LeastInterval => TimeSpan.FromSeconds(30);

    public override async Task<IReadOnlyList<GpuReading>?> ReadAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (_stuck is { HasExited: false }) return null;
        _stuck?.Dispose();
        _stuck = null;
        var (output, problem) = await RunAsync(time, cancellationToken).ConfigureAwait(false);
        var readings = output is null ? null : NvidiaSmi.Parse(output);
        Problem = problem ?? (readings is { Count: 0 } && output!.Trim().Length > 0 ? $"{program} printed nothing that can be read." : null);
        return Problem is null ? readings : null;
    }

    private async Task<(string? Output, string? Problem)> RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, [NvidiaSmi.Query, NvidiaSmi.Format])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return (null, $"{program} cannot be started: {e.Message}.");
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            process.StandardInput.Close();
            var errors = SkipAsync(process.StandardError, either.Token);
            var output = await ReadAsync(process.StandardOutput, either.Token).ConfigureAwait(false);
            if (output is null) return (null, $"{program} prints more than it should.");
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? (output, null) : (null, $"{program} ended with exit code {process.ExitCode}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{program} does not answer within {Patience.TotalSeconds:0} s.");
        }
        finally
        {
            End(process);
        }
    }

    private static async Task<string?> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[MostCharacters];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false);
        return length < MostCharacters ? new string(buffer, 0, length) : null;
    }

    private static async Task SkipAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    private void End(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in this very moment.
        }

        // In the midst of a call of a driver that hangs, even a killed process stays.
        if (process.HasExited) process.Dispose();
        else _stuck = process;
    }
}
