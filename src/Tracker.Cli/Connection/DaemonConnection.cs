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
        Backups = new BackupService.BackupServiceClient(channel);
    }

    public ServerAddress Address { get; }

    /// <summary>What the daemon said of itself when it was found.</summary>
    public GetStatusResponse Status { get; }

    public RunsService.RunsServiceClient Runs { get; }

    public JobsService.JobsServiceClient Jobs { get; }

    public BackupService.BackupServiceClient Backups { get; }

    /// <summary>Tries each address in turn.</summary>
    /// <exception cref="CliException">None answers; the sentence names them and the way out.</exception>
    public static async Task<DaemonConnection> OpenAsync(string? server, CancellationToken cancellationToken)
    {
        if (!ServerAddress.TryFind(server, null, out var addresses, out var problem)) throw new CliException(problem, ExitCode.Misused);
        var causes = new List<string>();
        foreach (var address in addresses)
        {
            var channel = TrackerChannel.Open(address);
            try
            {
                var status = await new DaemonService.DaemonServiceClient(channel)
                    .GetStatusAsync(new GetStatusRequest(), deadline: DateTime.UtcNow.AddSeconds(10), cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
                return new DaemonConnection(channel, address, status);
            }
            catch (RpcException e)
            {
                channel.Dispose();
                causes.Add($"{address} ({Why(e)})");
            }
        }

        throw new CliException(
            $"no daemon answers at {string.Join(", ", causes)}: start one with 'tracker serve', or name it with --server or {ServerAddress.Variable}.");
    }

    /// <exception cref="CliException">It is the caller's own token file.</exception>
    private static string Why(RpcException fault)
    {
        for (var cause = fault.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return "this user may not open it; ask its owner for a token and use TCP with TRACKER_TOKEN_FILE";
                // The client reads the token for each call, and says so before anything is sent.
                case HttpRequestException { InnerException: null, HttpRequestError: HttpRequestError.Unknown }:
                    throw new CliException($"{cause.Message.TrimEnd('.')}: name another with TRACKER_TOKEN_FILE, or unset it.");
            }
        }

        return fault.StatusCode == StatusCode.Unavailable ? "nobody listens" : fault.Status.Detail;
    }

    public void Dispose() => _channel.Dispose();
}
