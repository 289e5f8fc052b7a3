using System.Runtime.InteropServices;
using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;

namespace Tracker.TestPlugins.Faulty;

internal sealed partial class FaultyJob(HyperparameterValues hyperparameters) : ITrainingJob
{
    public async Task RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        for (var step = 1L; step <= hyperparameters.Whole("steps"); step++) context.Log(step, ("train/loss", 1.0 / step));
        switch (hyperparameters.Text("mode"))
        {
            case "throw":
                throw new InvalidOperationException("the sampler lost its place");
            case "hang":
                // In native code, where no token reaches.
                while (true) _ = Pause(3_600);
            case "matmul":
                // Wrong shapes: TorchSharp 0.107.0 does not catch this one, and the process aborts.
                ones(2, 3).matmul(ones(4, 5)).Dispose();
                break;
            case "train":
                await TrainAsync(context, cancellationToken);
                break;
            case "speak":
                context.SetFacts(new TrainingFacts { Profile = new Dictionary<string, double> { [ProfileNames.Samples] = 100, [ProfileNames.OutlierShare] = double.NaN } });
                context.Phase("unfreeze", 6);
                context.Alert("odd batch", "all of one class", AlertSeverity.Critical);
                context.ResolveAlert("odd batch");
                break;
            case "wait":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                break;
        }
    }

    /// <summary>Logs and prints step after step, until it is stopped or told by a file to die in native code.</summary>
    private async Task TrainAsync(IJobContext context, CancellationToken cancellationToken)
    {
        for (var step = hyperparameters.Whole("steps") + 1; !cancellationToken.IsCancellationRequested; step++)
        {
            if (File.Exists(Path.Combine(context.WorkDirectory, "abort"))) ones(2, 3).matmul(ones(4, 5)).Dispose();
            context.Log(step, ("train/loss", 1.0 / step));
            Console.WriteLine(step);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }

    [LibraryImport("libc", EntryPoint = "sleep")]
    private static partial uint Pause(uint seconds);
}
