using CsCheck;
using Tracker.JobHost.Gpus;

namespace Tracker.JobHost.Tests.Gpus;

public sealed class NvidiaSmiTests
{
    [Fact]
    public void Parse_LinesOfEightFields_AreGpus()
    {
        var gpus = NvidiaSmi.Parse("""
            0, GPU-1, NVIDIA A100-SXM4-40GB, 40960, 1024, 97, 61, 250.50
            1, GPU-2, NVIDIA T4, 15360, [N/A], [Not Supported], ERR!, [Unknown Error]

            """);
        Assert.Equal([0, 1], gpus.Select(gpu => gpu.Index));
        Assert.Equal(("GPU-1", "NVIDIA A100-SXM4-40GB", 0.97, 1L << 30, 40L << 30, 61, 250.5),
            (gpus[0].Uuid, gpus[0].Name, gpus[0].Utilisation, gpus[0].MemoryUsedBytes, gpus[0].MemoryTotalBytes, gpus[0].Temperature, gpus[0].Power));
        Assert.Equal((null, null, null, null, 15L << 30),
            (gpus[1].Utilisation, gpus[1].MemoryUsedBytes, gpus[1].Temperature, gpus[1].Power, gpus[1].MemoryTotalBytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.")]
    [InlineData("x, GPU-1, A, 1, 1, 1, 1, 1")]
    [InlineData("0, 1, A, 1, 1, 1, 1, 1")]
    [InlineData("99999, GPU-1, A, 1, 1, 1, 1, 1")]
    [InlineData("0, GPU-1, A, 1, 1, 1, 1")]
    public void Parse_OtherText_IsNoGpu(string text) => Assert.Empty(NvidiaSmi.Parse(text));

    [Theory]
    [InlineData("40960, 50000, 97, 61, 250", "memory")]
    [InlineData("40960, 100, 4711, 61, 250", "utilisation")]
    [InlineData("40960, 100, 97, 4711, 250", "temperature")]
    [InlineData("40960, 100, 97, 61, 999999", "power")]
    [InlineData("40960, -1, 97, 61, 250", "memory")]
    public void Parse_WhatCannotBeTrue_IsLeftOut(string values, string missing)
    {
        var gpu = Assert.Single(NvidiaSmi.Parse("0, GPU-1, A, " + values));
        Assert.Equal(missing == "memory", gpu.MemoryUsedBytes is null);
        Assert.Equal(missing == "utilisation", gpu.Utilisation is null);
        Assert.Equal(missing == "temperature", gpu.Temperature is null);
        Assert.Equal(missing == "power", gpu.Power is null);
    }

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789,.-[]ePUGN/A! \n"], 0, 200]).Sample(text => NvidiaSmi.Parse(text).Count <= 64);
}
