using System.Diagnostics;
using System.Text.Json;

namespace Tracker.JobHost.Tests.Native;

public sealed class TorchNativeTests
{
    private const string Bridge = "libLibTorchSharp.so";
    private static readonly string Natives = Path.Combine("runtimes", "linux-x64", "native");

    [Fact]
    public async Task Run_LibraryWithoutTheMark_MarksACopyAndTrains()
    {
        // The job host's folder once more, by links, with the library as its package brings it.
        using var host = new LinkedFolder(Paths.JobHostFolder, [Bridge, "tracker-job", "tracker-job.dll"]);
        var original = await File.ReadAllBytesAsync(Path.Combine(Paths.JobHostFolder, Natives, Bridge));
        Assert.Equal(0, ElfVersionNeed.MarkWeak(original, ElfVersionNeed.TorchSharpVersion));
        var package = await PackageFileAsync();
        File.Copy(package, Path.Combine(host.Path, Natives, Bridge));
        using var cache = new LinkedFolder();
        var environment = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = cache.Path };
        var hyperparameters = new Dictionary<string, string> { ["samples"] = "32", ["epochs"] = "1" };

        await using var job = JobProcess.StartDry(Paths.Digits, hyperparameters, host: Path.Combine(host.Path, "tracker-job"), environment: environment);

        Assert.Equal(0, await job.ExitAsync());
        Assert.Single(job.Values("train/loss"));
        // Systems that have the version load the library as it is and need no copy.
        var copies = Directory.GetFiles(cache.Path, "*.so", SearchOption.AllDirectories);
        if (!HasVersion()) Assert.Equal(original, await File.ReadAllBytesAsync(Assert.Single(copies)));
    }

    [Fact]
    public async Task Backend_Cuda_SelectsTheCudaPackageInsteadOfTheCpuOne()
    {
        var packages = await EvaluateAsync("-p:TorchBackend=cuda");
        Assert.Contains("TorchSharp-cuda-linux", packages);
        Assert.DoesNotContain("libtorch-cpu-linux-x64", packages);
    }

    [Fact]
    public async Task Backend_Default_IsTheCpu()
    {
        var packages = await EvaluateAsync();
        Assert.Contains("libtorch-cpu-linux-x64", packages);
        Assert.DoesNotContain("TorchSharp-cuda-linux", packages);
    }

    private static async Task<string?[]> EvaluateAsync(params string[] properties)
    {
        var output = await DotnetAsync(["msbuild", Path.Combine(Paths.Root, "src", "Tracker.JobHost"), "-getItem:PackageReference", .. properties]);
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString())];
    }

    private static async Task<string> PackageFileAsync()
    {
        var output = await DotnetAsync(["nuget", "locals", "global-packages", "--list"]);
        var packages = output[(output.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Path.Combine(packages, "torchsharp", "0.107.0", Natives, Bridge);
    }

    private static bool HasVersion() =>
        Directory.GetFiles("/usr/lib/x86_64-linux-gnu", "libstdc++.so.6")
            .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf("GLIBCXX_3.4.32\0"u8) >= 0);

    private static async Task<string> DotnetAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet", arguments)
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
