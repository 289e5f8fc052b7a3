using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using TorchSharp;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Native;

/// <summary>
/// Loads libtorch before TorchSharp looks for it. The build marks the one version need that older systems lack as weak; where a library
/// came from elsewhere and is not marked, this marks a copy. The loader finds what is loaded already by its name.
/// </summary>
internal static class TorchNative
{
    private const string Bridge = "libLibTorchSharp.so";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // In the order of their needs.
    private static readonly string[] Libraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    /// <exception cref="JobRefusedException">TorchSharp cannot compute here; one sentence.</exception>
    public static void Load()
    {
        try
        {
            if (OperatingSystem.IsLinux() && Find(Bridge) is { } bridge) Load(bridge);
            Compute();
        }
        catch (Exception e) when (e is not JobRefusedException)
        {
            var cause = (e is TypeInitializationException { InnerException: { } inner } ? inner : e).Message.Split('\n')[0].Trim();
            throw new JobRefusedException($"TorchSharp cannot compute on this system: {cause}", e);
        }
    }

    [SupportedOSPlatform("linux")]
    private static void Load(string bridge)
    {
        foreach (var library in Libraries)
        {
            if (Find(library) is { } path) NativeLibrary.Load(path);
        }

        if (!NativeLibrary.TryLoad(bridge, out _)) NativeLibrary.Load(Marked(bridge));
    }

    /// <summary>A copy with the need marked, kept in the user's cache under a name made of its content.</summary>
    [SupportedOSPlatform("linux")]
    private static string Marked(string bridge)
    {
        var content = File.ReadAllBytes(bridge);
        if (ElfVersionNeed.MarkWeak(content, ElfVersionNeed.TorchSharpVersion) == 0)
            throw new JobRefusedException($"{bridge} cannot be loaded, and not for want of {ElfVersionNeed.TorchSharpVersion}: try `ldd {bridge}`.");
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(caches, "tracker", "torch-native");
        Directory.CreateDirectory(folder, OwnerOnly);
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(content)) + ".so");
        if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(content)) return file;
        var draft = $"{file}.{Environment.ProcessId}";
        File.WriteAllBytes(draft, content);
        File.Move(draft, file, overwrite: true);
        return file;
    }

    private static string? Find(string library)
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, library)).FirstOrDefault(File.Exists);
    }

    // In a method of its own: TorchSharp's types are touched when this is compiled, which is after the libraries are loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Compute()
    {
        using var ones = torch.ones(1);
        using var sum = ones.sum();
        if (sum.item<float>() != 1) throw new JobRefusedException("TorchSharp computes 1 wrongly on this system.");
    }
}
