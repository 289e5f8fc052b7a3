using System.Security.Cryptography;

namespace Tracker.Runtime.Jobs;

/// <summary>A seed for a job whose owner chose none. It is recorded, so that the job can be repeated.</summary>
internal static class JobSeed
{
    /// <summary>From 0 up to what every framework takes as a seed: 31 bits.</summary>
    public static long New() => RandomNumberGenerator.GetInt32(int.MaxValue);
}
