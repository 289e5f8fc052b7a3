using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>
/// Starts processes that can outlive this one: a session or group of their own, output to files (a pipe would break when this
/// process dies), default signals, no inherited descriptor.
/// </summary>
internal static unsafe class DetachedProcess
{
    /// <summary>Starts it.</summary>
    /// <returns>The process id, which is the id of its group too, and of its session where it got one.</returns>
    /// <exception cref="Win32Exception">It could not be started; the error code says why.</exception>
    public static int Start(SpawnRequest request)
    {
        var actions = stackalloc byte[LibC.OpaqueBytes];
        var attributes = stackalloc byte[LibC.OpaqueBytes];
        Check(LibC.ActionsInit(actions));
        Check(LibC.AttributesInit(attributes));
        var arguments = NullTerminated(request.Arguments);
        var environment = NullTerminated([.. request.Environment.Select(e => $"{e.Key}={e.Value}")]);
        try
        {
            const int append = LibC.WriteOnly | LibC.Create | LibC.Append;
            Check(LibC.ActionsAddOpen(actions, 0, "/dev/null", 0, 0));
            if (request.StandardOutput is { } output) Check(LibC.ActionsAddOpen(actions, 1, output, append, LibC.OwnerReadWrite));
            if (request.StandardError is { } error) Check(LibC.ActionsAddOpen(actions, 2, error, append, LibC.OwnerReadWrite));
            Check(LibC.ActionsAddChangeDirectory(actions, request.WorkingDirectory));
            Check(LibC.ActionsAddCloseFrom(actions, 3));

            // .NET ignores SIGPIPE and blocks some signals in its threads; a child must not inherit either.
            var signals = stackalloc byte[LibC.OpaqueBytes];
            Check(LibC.SignalsFill(signals));
            Check(LibC.AttributesSetSignalDefaults(attributes, signals));
            Check(LibC.SignalsEmpty(signals));
            Check(LibC.AttributesSetSignalMask(attributes, signals));
            Check(LibC.AttributesSetFlags(
                attributes,
                (short)((request.OwnSession ? LibC.SpawnSetSession : LibC.SpawnSetGroup) | LibC.SpawnSetSignalDefaults | LibC.SpawnSetSignalMask)));

            Check(LibC.Spawn(out var pid, request.Executable ?? request.Arguments[0], actions, attributes, arguments, environment));
            return pid;
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = LibC.ActionsDestroy(actions);
            _ = LibC.AttributesDestroy(attributes);
        }
    }

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error);
    }

    private static byte** NullTerminated(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++) array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return array;
    }

    private static void Free(byte** array)
    {
        for (var i = 0; array[i] != null; i++) Marshal.FreeCoTaskMem((nint)array[i]);
        NativeMemory.Free(array);
    }
}
