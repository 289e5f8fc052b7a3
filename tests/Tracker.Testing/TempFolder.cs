namespace Tracker.Testing;

/// <summary>A folder of its own for one test; goes with it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    public TempFolder() => Path = Directory.CreateTempSubdirectory("tracker-test-").FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Something that was abandoned on purpose still writes there; the system's own cleaning takes it.
        }
    }
}
