using System.Text;

namespace Tracker.JobHost.Tests.Native;

/// <summary>A library as small as it can be: a string table and one section of needed versions.</summary>
internal static class SyntheticElf
{
    private const int Header = 64;

    public const string Torch = "GLIBCXX_3.4.32";

    /// <summary>Two libraries are needed: one with versions 3.4.30 and 3.4.32, one with GLIBC_2.34.</summary>
    public static byte[] Make()
    {
        var names = new MemoryStream();
        names.WriteByte(0);
        var cxx = Add(names, "libstdc++.so.6");
        var old = Add(names, "GLIBCXX_3.4.30");
        var torch = Add(names, Torch);
        var c = Add(names, "libc.so.6");
        var glibc = Add(names, "GLIBC_2.34");

        var needs = new MemoryStream();
        using (var writer = new BinaryWriter(needs, Encoding.ASCII, leaveOpen: true))
        {
            Need(writer, 2, cxx, 48);
            Auxiliary(writer, 0x0297f840, old, 16);
            Auxiliary(writer, 0x0297f842, torch, 0);
            Need(writer, 1, c, 0);
            Auxiliary(writer, 0x069691b4, glibc, 0);
        }

        var file = new MemoryStream();
        using var elf = new BinaryWriter(file);
        var namesAt = Header;
        var needsAt = namesAt + (int)names.Length;
        var sectionsAt = needsAt + (int)needs.Length;
        elf.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]);
        elf.Write(new byte[0x28 - 7]);
        elf.Write((ulong)sectionsAt);
        elf.Write(new byte[0x3a - 0x30]);
        elf.Write((ushort)64);
        elf.Write((ushort)3);
        elf.Write((ushort)0);
        elf.Write(names.ToArray());
        elf.Write(needs.ToArray());
        elf.Write(new byte[64]);
        Section(elf, 3, namesAt, names.Length, 0, 0);
        Section(elf, 0x6ffffffe, needsAt, needs.Length, 1, 2);
        return file.ToArray();
    }

    /// <summary>Flags of the three needed versions, in the order of <see cref="Make"/>.</summary>
    public static ushort[] Flags(byte[] file)
    {
        var needsAt = (int)BitConverter.ToUInt64(file, (int)BitConverter.ToUInt64(file, 0x28) + 128 + 0x18);
        return [.. new[] { 16, 32, 64 }.Select(at => BitConverter.ToUInt16(file, needsAt + at + 4))];
    }

    private static int Add(MemoryStream names, string name)
    {
        var at = (int)names.Length;
        names.Write(Encoding.ASCII.GetBytes(name + "\0"));
        return at;
    }

    private static void Need(BinaryWriter writer, ushort count, int file, int next)
    {
        writer.Write((ushort)1);
        writer.Write(count);
        writer.Write(file);
        writer.Write(16);
        writer.Write(next);
    }

    private static void Auxiliary(BinaryWriter writer, uint hash, int name, int next)
    {
        writer.Write(hash);
        writer.Write((ushort)0);
        writer.Write((ushort)5);
        writer.Write(name);
        writer.Write(next);
    }

    private static void Section(BinaryWriter writer, uint type, int offset, long size, int link, int info)
    {
        writer.Write(0);
        writer.Write(type);
        writer.Write(0UL);
        writer.Write(0UL);
        writer.Write((ulong)offset);
        writer.Write((ulong)size);
        writer.Write(link);
        writer.Write(info);
        writer.Write(1UL);
        writer.Write(0UL);
    }
}
