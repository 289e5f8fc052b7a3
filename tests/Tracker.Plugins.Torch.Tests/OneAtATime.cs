namespace Tracker.Plugins.Torch.Tests;

/// <summary>TorchSharp's random state belongs to the process: trainings of one process cannot run beside each other and stay the same.</summary>
internal static class OneAtATime
{
    public const string Name = "torch";
}
