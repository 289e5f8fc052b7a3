using System.Net.Sockets;
using System.Runtime.InteropServices;
using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Access;

/// <summary>Another user at the other end of the real socket. Only root can be somebody else.</summary>
public sealed partial class PeerUidTests
{
    private const uint Nobody = 65_534;

    [Theory]
    [InlineData(false, false, StatusCode.OK, StatusCode.PermissionDenied)]
    [InlineData(true, false, StatusCode.OK, StatusCode.OK)]
    [InlineData(false, true, StatusCode.PermissionDenied, StatusCode.PermissionDenied)]
    public async Task ForeignUid_OverTheSocket_ReadsAndReports_ControlsOnlyWhereAllowed(bool isAllowed, bool requireToken, object reads, object controls)
    {
        if (Environment.UserName != "root") Assert.Skip("Only root can connect as another user.");
        await using var host = await DaemonHost.StartAsync(settings =>
        {
            if (isAllowed) settings["Tracker:AllowedUids:0"] = $"{Nobody}";
            settings["Tracker:RequireToken"] = $"{requireToken}";
        });
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(ConnectAs(Nobody, host.Addresses.Socket)) };
        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler });

        Assert.Equal(reads, (await AskAsync(async () => await new RunsService.RunsServiceClient(channel).ListRunsAsync(new ListRunsRequest()))).StatusCode);
        var control = await AskAsync(async () => await new AccessService.AccessServiceClient(channel).ListTokensAsync(new ListTokensRequest()));
        Assert.Equal(controls, control.StatusCode);
        if (control.StatusCode == StatusCode.PermissionDenied) Assert.Contains($"user {Nobody} may not control", control.Detail, StringComparison.Ordinal);
        var headers = new Metadata { { "authorization", "Bearer " + host.Token } };
        await new AccessService.AccessServiceClient(channel).ListTokensAsync(new ListTokensRequest(), headers);
    }

    private static async Task<Status> AskAsync(Func<Task> call)
    {
        try
        {
            await call();
            return Status.DefaultSuccess;
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.PermissionDenied)
        {
            return fault.Status;
        }
    }

    /// <summary>
    /// The kernel notes who connects, and on Linux every thread is somebody by itself: only the one that connects becomes another user.
    /// The way to the socket, which is the owner's alone, is opened first.
    /// </summary>
    private static NetworkStream ConnectAs(uint uid, string path)
    {
        Socket? socket = null;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                // For the group too: the thread is still in root's.
                var directory = Path.GetDirectoryName(path)!;
                foreach (var folder in (string[])[directory, Path.GetDirectoryName(directory)!])
                    File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
                Become(uid);
                socket.Connect(new UnixDomainSocketEndPoint(path));
            }
            catch (Exception e)
            {
                fault = e;
            }
            finally
            {
                Become(0);
            }
        });
        thread.Start();
        thread.Join();
        return fault is null ? new NetworkStream(socket!, ownsSocket: true) : throw new IOException("The socket could not be reached.", fault);
    }

    private static void Become(uint uid)
    {
        const uint Unchanged = uint.MaxValue;
        var number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;
        if (SetResUid(number, Unchanged, uid, Unchanged) != 0) throw new InvalidOperationException($"setresuid failed: {Marshal.GetLastPInvokeError()}");
    }

    // The system call itself: the library's function of the same name makes every thread of the process somebody else.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long SetResUid(long number, uint real, uint effective, uint saved);
}
