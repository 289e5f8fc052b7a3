using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>Who owns a file and who may write to it. .NET tells the mode, not the owner.</summary>
/// <param name="UserId">Its owner.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="IsPlain">It holds bytes: it is no folder, pipe, socket or device.</param>
internal readonly partial record struct FileOwner(uint UserId, UnixFileMode Mode, bool IsPlain)
{
    private const int CurrentDirectory = -100;
    private const uint BasicFields = 0x7ff;
    private const int Bytes = 256;
    private const int UserIdOffset = 20;
    private const int KindMask = 0xf000;
    private const int PlainKind = 0x8000;
    private const int ModeOffset = 28;

    /// <summary>The daemon's user or root owns it, and nobody else can write to it.</summary>
    public bool IsTrusted =>
        (UserId == 0 || UserId == LibC.EffectiveUserId()) && (Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;

    /// <summary>Of what the path leads to, through links; null when it leads nowhere.</summary>
    public static unsafe FileOwner? Of(string path)
    {
        // statx has the same layout on every processor, stat has not.
        var buffer = stackalloc byte[Bytes];
        if (StatX(CurrentDirectory, path, 0, BasicFields, buffer) != 0) return null;
        var bytes = new ReadOnlySpan<byte>(buffer, Bytes);
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ModeOffset..]);
        return new FileOwner(BinaryPrimitives.ReadUInt32LittleEndian(bytes[UserIdOffset..]), (UnixFileMode)(mode & 0xfff), (mode & KindMask) == PlainKind);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* result);
}
