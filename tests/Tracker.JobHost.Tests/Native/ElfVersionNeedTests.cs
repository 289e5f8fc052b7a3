namespace Tracker.JobHost.Tests.Native;

public sealed class ElfVersionNeedTests
{
    [Fact]
    public void MarkWeak_NeededVersion_SetsItsWeakFlagAndNothingElse()
    {
        var before = SyntheticElf.Make();
        var file = SyntheticElf.Make();

        Assert.Equal(1, ElfVersionNeed.MarkWeak(file, SyntheticElf.Torch));

        Assert.Equal([0, 2, 0], SyntheticElf.Flags(file));
        Assert.Single(before.Zip(file), pair => pair.First != pair.Second);
    }

    [Fact]
    public void MarkWeak_SecondTime_ChangesNothing()
    {
        var file = SyntheticElf.Make();
        ElfVersionNeed.MarkWeak(file, SyntheticElf.Torch);
        var once = file.ToArray();

        Assert.Equal(0, ElfVersionNeed.MarkWeak(file, SyntheticElf.Torch));
        Assert.Equal(once, file);
    }

    [Fact]
    public void MarkWeak_VersionThatIsNotNeeded_ChangesNothing()
    {
        var file = SyntheticElf.Make();
        Assert.Equal(0, ElfVersionNeed.MarkWeak(file, "GLIBCXX_3.4.99"));
        Assert.Equal(SyntheticElf.Make(), file);
    }

    [Fact]
    public void MarkWeak_NoElf_IsRefused() => Refused("#!/bin/sh"u8.ToArray(), "not an ELF file");

    [Fact]
    public void MarkWeak_EmptyFile_IsRefused() => Refused([], "not an ELF file");

    [Fact]
    public void MarkWeak_32Bit_IsRefused()
    {
        var file = SyntheticElf.Make();
        file[4] = 1;
        Refused(file, "32-bit");
    }

    [Fact]
    public void MarkWeak_BigEndian_IsRefused()
    {
        var file = SyntheticElf.Make();
        file[5] = 2;
        Refused(file, "big-endian");
    }

    [Fact]
    public void MarkWeak_CutAnywhere_IsRefused()
    {
        var whole = SyntheticElf.Make();
        // The last section's last 16 bytes are not read.
        for (var length = 6; length < whole.Length - 64; length++) Refused(whole[..length], "truncated");
    }

    private static void Refused(byte[] file, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => ElfVersionNeed.MarkWeak(file, SyntheticElf.Torch)).Message, StringComparison.Ordinal);
}
