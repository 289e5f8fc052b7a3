using System.Diagnostics;

namespace Tracker.Testing;

/// <summary>Waits for what another process or thread brings about and tells nobody of.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Completes as soon as it holds; throws when it never does.</summary>
    public static Task HoldsAsync(string what, Func<bool> holds, TimeSpan? patience = null) =>
        HoldsAsync(what, () => Task.FromResult(holds()), patience);

    /// <summary>Completes as soon as it holds; throws when it never does.</summary>
    public static async Task HoldsAsync(string what, Func<Task<bool>> holds, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > (patience ?? Patience)) throw new TimeoutException($"After {watch.Elapsed.TotalSeconds:0} s still not: {what}.");
            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
