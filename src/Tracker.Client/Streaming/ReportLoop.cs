using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Client.Spooling;
using Tracker.Contracts.V1;

namespace Tracker.Client.Streaming;

/// <summary>Keeps a conversation with a daemon: tries the addresses in turn, waits between rounds, and says when the state changes.</summary>
internal sealed class ReportLoop(
    RunOptions options, IReadOnlyList<ServerAddress> addresses, Hello hello, Spool spool, Conversation conversation, StatusMessages messages)
{
    private const string Topic = "connection";

    private readonly Backoff _backoff = new(hello.Run + spool.Producer);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int at = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            ServerAddress address = addresses[at];
            if (conversation.IsOver)
                return;
            try
            {
                using GrpcChannel channel = TrackerChannel.Open(address, options.TokenFile, options.Tls);
                // It returns where all is said, and where the spool has a new producer for this very daemon.
                await conversation.RunAsync(channel.CreateCallInvoker(), hello, () => Connected(address), cancellationToken)
                    .ConfigureAwait(false);
                continue;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever goes wrong with a connection, the answer is the same: say it once, wait, try again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Failed(address, exception);
            }

            at = (at + 1) % addresses.Count;
            if (at == 0)
                await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_backoff.Failed(), options.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Connected(ServerAddress address)
    {
        _backoff.Succeeded();
        bool wasAway = messages.StateOf(Topic).Length > 0;
        messages.Change(Topic, "", wasAway ? $"The daemon at {address} answers; {spool.Pending} messages are sent now." : "");
    }

    private void Failed(ServerAddress address, Exception exception)
    {
        (StatusCode code, string detail) = exception is RpcException rpc
            ? (rpc.StatusCode, rpc.Status.Detail)
            : (StatusCode.Unknown, exception.Message);
        string reason = code switch
        {
            _ when ConnectionTrouble.Explain(address, exception) is { } trouble => $"cannot be talked to: {trouble}",
            StatusCode.Unavailable => $"cannot be reached ({Innermost(exception, detail)})",
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => $"does not let this trainer in: {detail}",
            _ => $"does not take this run: {detail}",
        };
        // With several addresses the state is that of the round, not of each address.
        messages.Change(Topic, code.ToString(),
            $"The daemon at {address} {reason.TrimEnd('.')}. Samples of run {hello.Run} wait in {spool.Path}; it is tried again.");
    }

    private static string Innermost(Exception exception, string detail)
    {
        Exception? cause = exception is RpcException rpc ? rpc.Status.DebugException : exception;
        while (cause?.InnerException is { } inner)
            cause = inner;
        return cause?.Message ?? detail;
    }
}
