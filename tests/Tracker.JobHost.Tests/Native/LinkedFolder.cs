namespace Tracker.JobHost.Tests.Native;

/// <summary>A temporary folder, empty or with the files of another as links.</summary>
internal sealed class LinkedFolder : IDisposable
{
    public LinkedFolder()
    {
    }

    /// <summary>Links all but those named; executables and assemblies that are named are copied, other named files left out.</summary>
    public LinkedFolder(string source, string[] notLinked)
    {
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            var name = System.IO.Path.GetFileName(file);
            if (!notLinked.Contains(name)) File.CreateSymbolicLink(target, file);
            else if (!name.StartsWith("lib", StringComparison.Ordinal)) File.Copy(file, target);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("tracker-links-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
