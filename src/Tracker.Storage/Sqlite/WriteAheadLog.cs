using System.Buffers.Binary;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Looks through the write-ahead log before SQLite does. SQLite takes a log up to the first frame that does not fit, as after a power
/// cut, and says nothing of what lies behind; where that is more than a torn end, it was acknowledged.
/// </summary>
/// <remarks>The format is that of https://www.sqlite.org/fileformat2.html#walformat.</remarks>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint LittleEndianMagic = 0x377F0682;
    private const uint BigEndianMagic = 0x377F0683;

    /// <summary>Whole commits lie behind a damaged place, or the log cannot be read at all.</summary>
    /// <param name="path">The log's file, which may be missing or empty.</param>
    public static bool IsDamaged(string path)
    {
        if (!File.Exists(path)) return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        Span<byte> header = stackalloc byte[HeaderBytes];
        // Zeros are what a power cut leaves of a log that was just begun.
        if (file.Length <= HeaderBytes || file.ReadAtLeast(header, HeaderBytes, false) < HeaderBytes || !header.ContainsAnyExcept((byte)0)) return false;
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var isBigEndian = magic == BigEndianMagic;
        var pageSize = BinaryPrimitives.ReadInt32BigEndian(header[8..]);
        if (!(isBigEndian || magic == LittleEndianMagic) || pageSize is < 512 or > 65_536) return true;
        return Sum(header[..24], (0, 0), isBigEndian) == Stored(header[24..])
            ? HasCommitsBehindDamage(file, header, pageSize, isBigEndian)
            : !IsAllInTheDatabase(file, path[..^"-wal".Length], pageSize, isBigEndian);
    }

    /// <summary>
    /// A header that does not fit makes SQLite pass over the whole log. That is right where power went while the log was begun anew: its
    /// old frames had all been copied by then. So they are compared with the file.
    /// </summary>
    private static bool IsAllInTheDatabase(FileStream log, string databasePath, int pageSize, bool isBigEndian)
    {
        if (!File.Exists(databasePath)) return false;
        var frame = new byte[FrameHeaderBytes + pageSize].AsSpan();
        var open = new Dictionary<uint, long>();
        var committed = new Dictionary<uint, long>();
        byte[]? salts = null;
        var (before, pages) = ((0U, 0U), 0U);
        for (var at = log.Position; log.ReadAtLeast(frame, frame.Length, false) == frame.Length; at += frame.Length)
        {
            // The sum of the first frame goes on from the header, which is not to be trusted.
            var isFirst = salts is null;
            salts ??= frame[8..16].ToArray();
            if (!frame[8..16].SequenceEqual(salts)) break;
            if (!isFirst && Sum(frame[FrameHeaderBytes..], Sum(frame[..8], before, isBigEndian), isBigEndian) != Stored(frame[16..])) break;
            before = Stored(frame[16..]);
            open[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + FrameHeaderBytes;
            if (BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) is not 0 and var size)
            {
                pages = size;
                foreach (var (page, offset) in open) committed[page] = offset;
                open.Clear();
            }
        }

        using var database = new FileStream(databasePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var stored = new byte[pageSize].AsSpan();
        foreach (var (page, offset) in committed)
        {
            if (page > pages) continue;
            log.Position = offset;
            database.Position = (page - 1L) * pageSize;
            log.ReadExactly(frame[..pageSize]);
            if (database.ReadAtLeast(stored, pageSize, false) < pageSize || !stored.SequenceEqual(frame[..pageSize])) return false;
        }

        return true;
    }

    private static bool HasCommitsBehindDamage(FileStream file, ReadOnlySpan<byte> header, int pageSize, bool isBigEndian)
    {
        var salts = header[16..24];
        var before = Stored(header[24..]);
        var frame = new byte[FrameHeaderBytes + pageSize].AsSpan();
        var isBroken = false;
        var commits = 0;
        while (file.ReadAtLeast(frame, frame.Length, false) == frame.Length)
        {
            var sum = Sum(frame[FrameHeaderBytes..], Sum(frame[..8], before, isBigEndian), isBigEndian);
            before = Stored(frame[16..]);
            if (sum != before || !frame[8..16].SequenceEqual(salts))
            {
                isBroken = true;
                commits = 0;
            }
            else if (isBroken && BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) != 0 && ++commits == 2)
            {
                // One commit that was rolled back may stand there; a second one that follows on it means that both had been made.
                return true;
            }
        }

        return false;
    }

    private static (uint, uint) Stored(ReadOnlySpan<byte> at) =>
        (BinaryPrimitives.ReadUInt32BigEndian(at), BinaryPrimitives.ReadUInt32BigEndian(at[4..]));

    private static (uint First, uint Second) Sum(ReadOnlySpan<byte> bytes, (uint First, uint Second) sum, bool isBigEndian)
    {
        var (first, second) = sum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var (left, right) = isBigEndian
                ? (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]))
                : (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            first = unchecked(first + left + second);
            second = unchecked(second + right + first);
        }

        return (first, second);
    }
}
