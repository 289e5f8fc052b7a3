using System.Globalization;
using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch;

/// <summary>What is set up once, before the first tensor.</summary>
public static class TorchSetup
{
    private const string ThreadsVariable = "OMP_NUM_THREADS";
    private const string Cuda = "cuda:";

    /// <summary>Seeds TorchSharp, takes as many threads as OMP_NUM_THREADS says (else leaves them), and chooses the device.</summary>
    /// <exception cref="JobRefusedException">The device is not there; one sentence.</exception>
    public static Device Prepare(IJobContext context, long seed)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (int.TryParse(Environment.GetEnvironmentVariable(ThreadsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0)
            set_num_threads(threads);
        random.manual_seed(seed);
        return Choose(context.Device);
    }

    /// <summary>The device of <c>auto</c> (the first GPU where there is one), <c>cpu</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="JobRefusedException">It is not there; one sentence.</exception>
    public static Device Choose(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "cpu") return CPU;
        if (name == "auto") return cuda.is_available() ? new Device(TorchSharp.DeviceType.CUDA, 0) : CPU;
        if (!name.StartsWith(Cuda, StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(Cuda.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new JobRefusedException($"Device '{name}' is not known: write auto, cpu, or cuda:N with the number of the GPU.");
        if (!cuda.is_available())
            throw new JobRefusedException($"Device {name} is not there: this build or machine has no CUDA; take cpu or auto.");

        // The supervisor shows a job the one GPU that it was given, which then counts as the first.
        var count = cuda.device_count();
        if (count == 1) index = 0;
        return index < count
            ? new Device(TorchSharp.DeviceType.CUDA, index)
            : throw new JobRefusedException($"Device {name} is not there: this machine has {count} GPUs, counted from 0; take one of these or auto.");
    }
}
