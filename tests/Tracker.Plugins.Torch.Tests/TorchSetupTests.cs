using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Tests;

[Collection(OneAtATime.Name)]
public sealed class TorchSetupTests
{
    [Fact]
    public void Choose_Cpu_IsTheCpu() => Assert.Equal(TorchSharp.DeviceType.CPU, TorchSetup.Choose("cpu").type);

    [Fact]
    public void Choose_Auto_IsAGpuWhereThereIsOne() =>
        Assert.Equal(cuda.is_available() ? TorchSharp.DeviceType.CUDA : TorchSharp.DeviceType.CPU, TorchSetup.Choose("auto").type);

    [Theory]
    [InlineData("cuda:4096", "is not there")]
    [InlineData("cuda:-1", "is not known")]
    [InlineData("cuda:", "is not known")]
    [InlineData("tpu", "is not known")]
    public void Choose_WhatIsNotThere_IsRefusedByName(string name, string why)
    {
        Assert.SkipWhen(cuda.is_available() && cuda.device_count() == 1 && name == "cuda:4096", "The one GPU takes any number.");
        var message = Assert.Throws<JobRefusedException>(() => TorchSetup.Choose(name)).Message;
        Assert.Contains($"'{name}'".Trim('\''), message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }
}
