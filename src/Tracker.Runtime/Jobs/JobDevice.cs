using System.Globalization;

namespace Tracker.Runtime.Jobs;

/// <summary>Where a job computes: auto, cpu or cuda:N.</summary>
internal static class JobDevice
{
    private const string Cuda = "cuda:";

    public static bool IsKnown(string device) => device is "auto" or "cpu" || Index(device) is not null;

    /// <summary>Value of CUDA_VISIBLE_DEVICES; null leaves it unset.</summary>
    public static string? VisibleGpus(string device) => device == "auto" ? null : Index(device)?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static int? Index(string device) =>
        device.StartsWith(Cuda, StringComparison.Ordinal)
        && int.TryParse(device.AsSpan(Cuda.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index < 1_024
            ? index
            : null;
}
