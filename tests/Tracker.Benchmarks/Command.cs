using System.Runtime.InteropServices;

namespace Tracker.Benchmarks;

/// <summary>How a measurement ends: well, by a fault that is told in a sentence, or by Ctrl-C, and in each case with nothing left behind.</summary>
internal static class Command
{
    public static async Task<int> RunAsync(string name, Func<CancellationToken, Task> measure)
    {
        using var ended = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, ended));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, ended));
        try
        {
            await measure(ended.Token);
            return 0;
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            return 1;
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or IOException or Grpc.Core.RpcException)
        {
            await Console.Error.WriteLineAsync($"{name}: {error.Message}");
            return 1;
        }
    }

    /// <summary>Disposes of what runs instead of dying over it.</summary>
    private static void End(PosixSignalContext signal, CancellationTokenSource ended)
    {
        signal.Cancel = true;
        ended.Cancel();
    }
}
