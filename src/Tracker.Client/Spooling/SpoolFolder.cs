using System.Globalization;

namespace Tracker.Client.Spooling;

/// <summary>
/// The folder of one producer: <c>identity</c> (whose it is), <c>lock</c> (held by the process that writes), <c>sets</c> (the metric
/// sets ever declared) and segments named after their first sequence.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string Unfinished = ".new-";
    private const string SegmentExtension = ".seg";

    private readonly FileStream _lock;

    private SpoolFolder(string path, SpoolIdentity identity, FileStream held)
    {
        Path = path;
        Identity = identity;
        _lock = held;
    }

    public string Path { get; private set; }

    public SpoolIdentity Identity { get; }

    public string SetsPath => System.IO.Path.Combine(Path, "sets");

    /// <summary>Takes over a folder that a process of the same run and rank left, else makes one.</summary>
    public static SpoolFolder OpenOrCreate(string parent, string run, int rank)
    {
        Directory.CreateDirectory(parent);
        List<SpoolFolder> left = [.. Left(parent, run, rank)];
        // A folder that replaces another was finished before the other could be deleted.
        foreach (SpoolFolder replaced in left.Where(f => left.Any(by => by.Identity.Replaces == f.Identity.Producer)).ToList())
        {
            left.Remove(replaced);
            replaced.Delete();
        }

        foreach (SpoolFolder other in left.Skip(1))
            other.Dispose();
        if (left.Count > 0)
            return left[0];
        SpoolFolder made = Begin(parent, SpoolIdentity.New(run, rank, replaces: ""));
        made.Complete();
        return made;
    }

    /// <summary>Makes a folder that nobody takes over before <see cref="Complete"/>.</summary>
    public static SpoolFolder Begin(string parent, SpoolIdentity identity)
    {
        string path = System.IO.Path.Combine(parent, Unfinished + identity.Producer);
        Directory.CreateDirectory(path);
        FileStream held = TryLock(path) ?? throw new IOException($"The spool {path} is in use.");
        identity.Write(System.IO.Path.Combine(path, "identity"));
        return new SpoolFolder(path, identity, held);
    }

    /// <summary>Gives the folder its name, in one step.</summary>
    public void Complete()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Identity.Producer);
        Directory.Move(Path, path);
        Path = path;
    }

    public string SegmentPath(ulong first) =>
        System.IO.Path.Combine(Path, first.ToString("D20", CultureInfo.InvariantCulture) + SegmentExtension);

    /// <summary>The first sequences of the segments that are there, ascending.</summary>
    public IEnumerable<ulong> Segments() =>
        Directory.EnumerateFiles(Path, "*" + SegmentExtension)
            .Select(file => ulong.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out ulong first)
                ? first : 0)
            .Where(first => first > 0)
            .Order();

    public void Delete()
    {
        Dispose();
        Directory.Delete(Path, recursive: true);
    }

    public void Dispose() => _lock.Dispose();

    private static IEnumerable<SpoolFolder> Left(string parent, string run, int rank)
    {
        foreach (string path in Directory.EnumerateDirectories(parent).Order(StringComparer.Ordinal))
        {
            bool unfinished = System.IO.Path.GetFileName(path).StartsWith(Unfinished, StringComparison.Ordinal);
            SpoolIdentity? identity = SpoolIdentity.TryRead(System.IO.Path.Combine(path, "identity"));
            if (!unfinished && (identity is null || identity.Run != run || identity.Rank != rank))
                continue;
            if (TryLock(path) is not { } held)
                continue;
            if (!unfinished)
            {
                yield return new SpoolFolder(path, identity!, held);
                continue;
            }

            held.Dispose();
            Directory.Delete(path, recursive: true);
        }
    }

    // FileShare.None is flock, which ends with the process however it dies.
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
