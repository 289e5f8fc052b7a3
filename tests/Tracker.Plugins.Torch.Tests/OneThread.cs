using System.Runtime.CompilerServices;

namespace Tracker.Plugins.Torch.Tests;

internal static class OneThread
{
    /// <summary>As the supervisor sets it for jobs: small models are slower on two threads, and slower still beside other tests.</summary>
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");
}
