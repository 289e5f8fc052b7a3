using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Connection;

/// <summary>The daemon that answered first, and its services.</summary>
internal sealed class DaemonConnection : IDisposable
{
    private readonly GrpcChannel _channel;

    private DaemonConnection(GrpcChannel channel, ServerAddress address, GetStatusResponse status)
    {
        _channel = channel;
        Address = address;
        Status = status;
        Runs = new RunsService.RunsServiceClient(channel);
        Jobs = new JobsService.JobsServiceClient(channel);
        Access = new AccessService.AccessServiceClient(channel);
        Backups = new BackupService.BackupServiceClient(channel);
    }

    public ServerAddress Address { get; }

    /// <summary>What the daemon said of itself when it was found.</summary>
    public GetStatusResponse Status { get; }

    public RunsService.RunsServiceClient Runs { get; }

    public JobsService.JobsServiceClient Jobs { get; }

    public BackupService.BackupServiceClient Backups { get; }

    public AccessService.AccessServiceClient Access { get; }

    /// <summary>Tries each address in turn.</summary>
    /// <exception cref="CliException">None answers; the sentence names them and the way out.</exception>
    public static async Task<DaemonConnection> OpenAsync(string? server, CancellationToken cancellationToken)
    {
        if (!ServerAddress.TryFind(server, null, out var addresses, out var problem)) throw new CliException(problem, ExitCode.Misused);
        var causes = new List<string>();
        foreach (var address in addresses)
        {
            GrpcChannel? channel = null;
            try
            {
                channel = TrackerChannel.Open(address);
                var status = await new DaemonService.DaemonServiceClient(channel)
                    .GetStatusAsync(new GetStatusRequest(), deadline: DateTime.UtcNow.AddSeconds(10), cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                return new DaemonConnection(channel, address, status);
            }
            catch (TrackerCredentialsException e)
            {
                channel?.Dispose();
                throw new CliException(e.Message);
            }
            catch (RpcException e)
            {
                channel?.Dispose();
                if (e.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied)
                    throw new CliException($"the daemon at {address} does not let you in: {e.Status.Detail}");
                causes.Add($"{address} ({Why(address, e)})");
            }
        }

        throw new CliException(
            $"no daemon answers at {string.Join(", ", causes)}: start one with 'tracker serve', or name it with --server or {ServerAddress.Variable}.");
    }

    /// <exception cref="CliException">It is a file of the caller's own.</exception>
    private static string Why(ServerAddress address, RpcException fault)
    {
        for (var cause = fault.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return "this user may not open it; ask its owner for a token and use TCP with TRACKER_TOKEN_FILE";
                // The client reads the token for each call, and says so before anything is sent.
                case TrackerCredentialsException:
                    throw new CliException($"{cause.Message.TrimEnd('.')}: name another with TRACKER_TOKEN_FILE, or unset it.");
            }
        }

        return ConnectionTrouble.Explain(address, fault)
            ?? (fault.StatusCode == StatusCode.Unavailable ? "nobody listens" : fault.Status.Detail);
    }

    public void Dispose() => _channel.Dispose();
}
