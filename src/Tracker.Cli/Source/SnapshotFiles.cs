using System.Text;
using Tracker.Cli.Connection;

namespace Tracker.Cli.Source;

/// <summary>What belongs to a snapshot of code: in git what is tracked or not ignored, elsewhere all of the folder.</summary>
/// <param name="Root">Full path of the tree.</param>
/// <param name="Folder">The folder to run in, below the root; empty for the root itself.</param>
/// <param name="Names">Files and links, below the root.</param>
internal sealed record SnapshotFiles(string Root, string Folder, IReadOnlyList<string> Names)
{
    private const int MostListBytes = 64 << 20;

    /// <exception cref="CliException">The files cannot be listed.</exception>
    public static async Task<SnapshotFiles> FindAsync(string folder, CancellationToken cancellationToken)
    {
        if (await Git.AskAsync(folder, 4 << 10, cancellationToken, "rev-parse", "--show-toplevel").ConfigureAwait(false) is not { Line: { Length: > 0 } root })
            return new SnapshotFiles(folder, "", InFolder(folder));
        var inside = (await Git.AskAsync(folder, 4 << 10, cancellationToken, "rev-parse", "--show-prefix").ConfigureAwait(false))?.Line ?? "";
        return new SnapshotFiles(root, inside.TrimEnd('/'), await InGitAsync(root, "", cancellationToken).ConfigureAwait(false));
    }

    private static async Task<List<string>> InGitAsync(string root, string prefix, CancellationToken cancellationToken)
    {
        var listed = await Git.AskAsync(
            Path.Combine(root, prefix), MostListBytes, cancellationToken, "ls-files", "-z", "--cached", "--others", "--exclude-standard").ConfigureAwait(false);
        if (listed is not { LeftOut: 0 } list) throw new CliException($"git could not list the files of {Path.Combine(root, prefix)}: is that tree whole?");
        var names = new List<string>();
        foreach (var name in Encoding.UTF8.GetString(list.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            var path = Path.Combine(root, prefix, name.TrimEnd('/'));
            var isLink = new FileInfo(path).LinkTarget is not null;
            // What was deleted and not committed is listed too; a folder is a tree of its own, as a submodule.
            if (isLink || File.Exists(path)) names.Add(prefix + name);
            else if (Directory.Exists(path)) names.AddRange(await InGitAsync(root, $"{prefix}{name.TrimEnd('/')}/", cancellationToken).ConfigureAwait(false));
        }

        return names;
    }

    private static List<string> InFolder(string folder)
    {
        var names = new List<string>();
        Add(new DirectoryInfo(folder), "");
        return names;

        void Add(DirectoryInfo directory, string prefix)
        {
            foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (entry is DirectoryInfo { LinkTarget: null } inner) Add(inner, $"{prefix}{entry.Name}/");
                else names.Add(prefix + entry.Name);
            }
        }
    }
}
