using System.Diagnostics;
using Tracker.Testing;

namespace Tracker.JobHost.Tests.Gpus;

/// <summary>Folders with a fake driver library and a fake nvidia-smi, each of which does as it is told.</summary>
public sealed class FakeGpus : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracker-gpus-");
    private readonly bool _hasCompiler;

    public FakeGpus()
    {
        var source = Path.Combine(Paths.Root, "tests", "Tracker.JobHost.Tests", "Gpus", "fake_nvml.c");
        Library = Directory.CreateDirectory(Path.Combine(_folder.FullName, "lib")).FullName;
        try
        {
            using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-nostdlib", "-o", Path.Combine(Library, "libnvidia-ml.so.1"), source]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
            _hasCompiler = true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // eng/install-test-tools.sh brings one.
        }
    }

    public string Library { get; }

    /// <summary>The environment of a process whose driver does so.</summary>
    public Dictionary<string, string> Driver(string mode)
    {
        Assert.SkipUnless(_hasCompiler, "There is no gcc to build a driver with: run eng/install-test-tools.sh.");
        return new() { ["LD_LIBRARY_PATH"] = Library, ["FAKE_NVML"] = mode, ["PATH"] = "/usr/bin:/bin" };
    }

    /// <summary>The environment of a process without a driver, whose nvidia-smi is this shell script.</summary>
    public Dictionary<string, string> Program(string script)
    {
        var folder = Directory.CreateTempSubdirectory("tracker-smi-").FullName;
        Directory.Move(folder, folder = Path.Combine(_folder.FullName, Path.GetFileName(folder)));
        var file = Path.Combine(folder, "nvidia-smi");
        Scripts.Write(file, "#!/bin/sh\n" + script + "\n");
        return new() { ["PATH"] = folder + ":/usr/bin:/bin" };
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
