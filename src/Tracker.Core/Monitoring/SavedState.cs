using System.Buffers.Binary;

namespace Tracker.Core.Monitoring;

/// <summary>The envelope of a saved state: who made it, how long it is, and a check sum, so that anything else is told apart.</summary>
internal static class SavedState
{
    /// <summary>Raised where the layout of a saved state changes.</summary>
    public const int Layout = 8;

    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static byte[] Seal(string version, Action<StateWriter> write)
    {
        var writer = new StateWriter();
        writer.Raw("TRKM"u8);
        writer.Text(version);
        write(writer);
        writer.Int64((long)Sum(writer.Written));
        return writer.Written.ToArray();
    }

    public static StateReader Open(string version, ReadOnlySpan<byte> saved)
    {
        if (saved.Length < 16 || !saved.StartsWith("TRKM"u8)) throw StateReader.Broken();
        var body = saved[..^sizeof(ulong)];
        if (BinaryPrimitives.ReadUInt64LittleEndian(saved[body.Length..]) != Sum(body)) throw StateReader.Broken();
        var reader = new StateReader(body[4..]);
        var made = reader.RequiredText();
        if (made != version) throw new FormatException($"This state was saved by judge {made}, and this is judge {version}: fold the run again.");
        return reader;
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = Offset;
        foreach (var value in bytes) sum = (sum ^ value) * Prime;
        return sum;
    }
}
