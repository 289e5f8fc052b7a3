using System.Text;

namespace Tracker.Runtime.Jobs;

/// <summary>Which names a snapshot may hold. Whatever is taken is used as it is, below a folder of the daemon's own; nothing is decoded.</summary>
internal static class SnapshotNames
{
    private const int MostBytes = 4_096 - 512;
    private const int MostPartBytes = 255;

    /// <summary>One sentence on what is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0) return "A file of the snapshot has no name.";
        if (name.Any(char.IsControl)) return $"The name {Shown(name)} in the snapshot holds a control character: rename the file, or leave it out.";
        if (!IsWhole(name)) return $"The name {Shown(name)} in the snapshot is no UTF-8: rename the file, or leave it out.";
        if (name.Contains('\\', StringComparison.Ordinal)) return $"The name {Shown(name)} in the snapshot holds a backslash: rename the file, or leave it out.";
        if (name[0] == '/') return $"The name {Shown(name)} in the snapshot is absolute: names begin at the root of the tree.";
        if (Encoding.UTF8.GetByteCount(name) > MostBytes) return $"The name {Shown(name)} in the snapshot is longer than {MostBytes} bytes.";
        foreach (var part in name.Split('/'))
        {
            if (part is "" or "." or "..") return $"The name {Shown(name)} in the snapshot holds an empty part, '.' or '..': name what lies in the tree, directly.";
            if (Encoding.UTF8.GetByteCount(part) > MostPartBytes) return $"The name {Shown(name)} in the snapshot has a part longer than {MostPartBytes} bytes.";
        }

        return null;
    }

    // A replacement mark stands where bytes were no UTF-8; a lone surrogate has none.
    private static bool IsWhole(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) return false;
        }

        return true;
    }

    private static string Shown(string name)
    {
        var plain = new string([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
        return $"'{plain}{(name.Length > 100 ? "..." : "")}'";
    }
}
