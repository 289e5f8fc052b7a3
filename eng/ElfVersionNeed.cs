// This one file is compiled twice: into the job host, and by eng/TorchNative.targets into a build task. The task's compiler sees
// netstandard2.0 only, hence BitConverter instead of spans.
#nullable enable
#if !NET
using System;
using System.IO;
#endif
using System.Text;

namespace Tracker.JobHost;

/// <summary>
/// Marks a symbol version that a shared library asks for as weak, so that the loader accepts a system without it. Safe only where no
/// relocation is bound to that version. Written for libLibTorchSharp.so, which asks for GLIBCXX_3.4.32 because of a marker symbol.
/// </summary>
internal static class ElfVersionNeed
{
    /// <summary>The version that TorchSharp 0.107.0 asks for and that Debian 12 and Ubuntu 22.04 lack.</summary>
    public const string TorchSharpVersion = "GLIBCXX_3.4.32";

    private const uint NeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;
    private const int FileHeader = 64;
    private const int SectionHeader = 64;
    private const int NeedEntry = 16;
    private const int AuxiliaryEntry = 16;

    /// <summary>Sets the weak flag on every need of that version, in place.</summary>
    /// <param name="file">A 64-bit little-endian ELF file.</param>
    /// <param name="version">As in GLIBCXX_3.4.32.</param>
    /// <returns>Needs that were changed; 0 when there is none or all are weak already.</returns>
    /// <exception cref="InvalidDataException">It is no such file, or its tables lead out of it; one sentence.</exception>
    public static int MarkWeak(byte[] file, string version)
    {
        CheckHeader(file);
        var sections = Offset(file, BitConverter.ToUInt64(file, 0x28));
        var count = BitConverter.ToUInt16(file, 0x3c);
        if (BitConverter.ToUInt16(file, 0x3a) != SectionHeader) throw new InvalidDataException("Its section headers are not 64 bytes long.");

        var changed = 0;
        for (var i = 0; i < count; i++)
        {
            var section = sections + (i * SectionHeader);
            if (UInt32(file, section + 4) == NeedSection) changed += MarkSection(file, version, sections, section);
        }

        return changed;
    }

    private static int MarkSection(byte[] file, string version, int sections, int section)
    {
        var names = Offset(file, UInt64(file, sections + ((int)UInt32(file, section + 0x28) * SectionHeader) + 0x18));
        var need = Offset(file, UInt64(file, section + 0x18));
        var needs = UInt32(file, section + 0x2c);
        var hash = Hash(version);
        var changed = 0;
        for (var i = 0u; i < needs; i++)
        {
            Check(file, need, NeedEntry);
            var auxiliary = need + (int)UInt32(file, need + 8);
            var auxiliaries = UInt16(file, need + 2);
            for (var j = 0; j < auxiliaries; j++)
            {
                Check(file, auxiliary, AuxiliaryEntry);
                if (UInt32(file, auxiliary) == hash && IsText(file, names + (int)UInt32(file, auxiliary + 8), version))
                    changed += SetWeak(file, auxiliary + 4);
                var next = (int)UInt32(file, auxiliary + 12);
                if (next == 0) break;
                auxiliary += next;
            }

            var nextNeed = (int)UInt32(file, need + 12);
            if (nextNeed == 0) break;
            need += nextNeed;
        }

        return changed;
    }

    private static int SetWeak(byte[] file, int at)
    {
        var flags = UInt16(file, at);
        if ((flags & WeakFlag) != 0) return 0;
        BitConverter.GetBytes((ushort)(flags | WeakFlag)).CopyTo(file, at);
        return 1;
    }

    private static void CheckHeader(byte[] file)
    {
        if (file.Length < 6 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F')
            throw new InvalidDataException("It is not an ELF file.");
        if (file[4] != 2) throw new InvalidDataException("It is a 32-bit ELF file: only 64-bit ones can be marked.");
        if (file[5] != 1) throw new InvalidDataException("It is a big-endian ELF file: only little-endian ones can be marked.");
        if (file.Length < FileHeader) throw Truncated();
    }

    /// <summary>The ELF specification's hash of a symbol name.</summary>
    private static uint Hash(string name)
    {
        var hash = 0u;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    private static bool IsText(byte[] file, int at, string text)
    {
        Check(file, at, text.Length + 1);
        return Encoding.ASCII.GetString(file, at, text.Length) == text && file[at + text.Length] == 0;
    }

    private static int Offset(byte[] file, ulong offset) => offset < (ulong)file.Length ? (int)offset : throw Truncated();

    private static ushort UInt16(byte[] file, int at)
    {
        Check(file, at, 2);
        return BitConverter.ToUInt16(file, at);
    }

    private static uint UInt32(byte[] file, int at)
    {
        Check(file, at, 4);
        return BitConverter.ToUInt32(file, at);
    }

    private static ulong UInt64(byte[] file, int at)
    {
        Check(file, at, 8);
        return BitConverter.ToUInt64(file, at);
    }

    private static void Check(byte[] file, int at, int bytes)
    {
        if (at < 0 || at > file.Length - bytes) throw Truncated();
    }

    private static InvalidDataException Truncated() => new("The ELF file is truncated: its tables lead beyond its end.");
}

#if !NET
/// <summary>The build task: copies a library and marks one needed version in the copy as weak.</summary>
public sealed class MarkVersionNeedWeak : Microsoft.Build.Utilities.Task
{
    /// <summary>The library as its package brings it; never written to.</summary>
    [Microsoft.Build.Framework.Required]
    public string Library { get; set; } = "";

    /// <summary>Where the marked copy goes.</summary>
    [Microsoft.Build.Framework.Required]
    public string Output { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var file = File.ReadAllBytes(Library);
            ElfVersionNeed.MarkWeak(file, ElfVersionNeed.TorchSharpVersion);
            Directory.CreateDirectory(Path.GetDirectoryName(Output)!);
            File.WriteAllBytes(Output, file);
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.LogError("{0} cannot be marked: {1}", Library, e.Message);
            return false;
        }
    }
}
#endif
