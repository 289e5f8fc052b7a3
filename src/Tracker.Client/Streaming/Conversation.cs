using Google.Protobuf;
using Grpc.Core;
using Tracker.Client.Batching;
using Tracker.Client.Spooling;
using Tracker.Contracts.V1;

namespace Tracker.Client.Streaming;

/// <summary>One call of Report: hello, then the spool's messages up, and acknowledgements, commands and notices down.</summary>
internal sealed class Conversation(
    RunOptions options, Spool spool, Packer packer, MetricSetTable sets, InFlight inFlight, CommandInbox commands, StatusMessages messages)
{
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly AsyncSignal _wake = spool.Appended;
    private ulong _resendFrom;
    private volatile bool _closing;

    /// <summary>All is said and acknowledged.</summary>
    public bool IsOver => _closing && spool.Pending == 0;

    /// <summary>No more comes: end the call once all is acknowledged.</summary>
    public void Close()
    {
        _closing = true;
        _wake.Raise();
    }

    /// <summary>
    /// Talks until all is acknowledged and closed, or the spool got a new producer that must say hello; throws why it could not go on.
    /// </summary>
    /// <param name="invoker">The channel.</param>
    /// <param name="hello">What to introduce oneself with; the producer is filled in.</param>
    /// <param name="onConnected">Called when the daemon has answered the hello.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(CallInvoker invoker, Hello hello, Action onConnected, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using AsyncDuplexStreamingCall<byte[], ReportResponse> call =
            invoker.AsyncDuplexStreamingCall(ReportMethod.Report, null, new CallOptions(cancellationToken: stop.Token));
        hello.Producer = spool.Producer;
        await call.RequestStream.WriteAsync(new ReportRequest { Hello = hello }.ToByteArray(), stop.Token).ConfigureAwait(false);
        HelloAck answer = await ReadHelloAckAsync(call.ResponseStream, stop.Token).ConfigureAwait(false);
        packer.LimitTo(answer.MaxSamples, answer.MaxBytes);
        inFlight.Acknowledged(answer.LastSequence);
        if (!spool.Resume(answer.LastSequence))
        {
            inFlight.Renumbered();
            return;
        }

        inFlight.SendAgain();
        onConnected();

        Task receiving = ReceiveAsync(call.ResponseStream, stop.Token);
        Task sending = SendAsync(call.RequestStream, stop.Token);
        if (await Task.WhenAny(sending, receiving).ConfigureAwait(false) == receiving)
            await stop.CancelAsync().ConfigureAwait(false);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            // The receiving side knows why a call broke; the sending side only that it did. After the last word the daemon hangs up.
            await receiving.WaitAsync(Goodbye, options.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception) when (IsOver)
        {
        }
    }

    private async Task<HelloAck> ReadHelloAckAsync(IAsyncStreamReader<ReportResponse> responses, CancellationToken cancellationToken)
    {
        try
        {
            if (!await responses.MoveNext(cancellationToken).WaitAsync(HelloTimeout, options.Time, cancellationToken).ConfigureAwait(false))
                throw new RpcException(new Status(StatusCode.Unavailable, "it ended the call"));
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "it does not answer"));
        }

        return responses.Current.HelloAck
            ?? throw new RpcException(new Status(StatusCode.Internal, "it did not answer the hello: is it a Tracker daemon?"));
    }

    private async Task SendAsync(IClientStreamWriter<byte[]> requests, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Interlocked.Exchange(ref _resendFrom, 0) is > 0 and ulong from)
            {
                inFlight.SendAgain();
                spool.Seek(from);
            }

            if (!inFlight.IsFull && spool.TryReadNext(out SpooledMessage message, out bool isOfThisProcess))
            {
                // Counted first: the acknowledgement may be here before the write returns.
                inFlight.Sent(message, isOfThisProcess);
                await requests.WriteAsync(message.Payload, cancellationToken).ConfigureAwait(false);
            }
            else if (IsOver)
            {
                await requests.CompleteAsync().ConfigureAwait(false);
                return;
            }
            else if (!await _wake.WaitAsync(options.HeartbeatInterval, options.Time, cancellationToken).ConfigureAwait(false))
            {
                await requests.WriteAsync(ReportMethod.Heartbeat, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAsync(IAsyncStreamReader<ReportResponse> responses, CancellationToken cancellationToken)
    {
        while (await responses.MoveNext(cancellationToken).ConfigureAwait(false))
            Receive(responses.Current);
        throw new RpcException(new Status(StatusCode.Unavailable, "it ended the call"));
    }

    private void Receive(ReportResponse response)
    {
        switch (response.BodyCase)
        {
            case ReportResponse.BodyOneofCase.Ack:
                Acknowledge(response.Ack.Sequence);
                break;
            case ReportResponse.BodyOneofCase.Resend:
                Interlocked.Exchange(ref _resendFrom, response.Resend.FromSequence);
                _wake.Raise();
                break;
            case ReportResponse.BodyOneofCase.Rejection:
                Reject(response.Rejection);
                break;
            case ReportResponse.BodyOneofCase.Command:
                commands.Receive(response.Command);
                break;
            case ReportResponse.BodyOneofCase.Notice:
                Notify(response.Notice);
                break;
        }
    }

    private void Acknowledge(ulong sequence)
    {
        inFlight.Acknowledged(sequence);
        spool.Acknowledge(sequence);
        _wake.Raise();
    }

    private void Reject(Rejection rejection)
    {
        messages.Change("rejection:" + rejection.Reason, "said", "The daemon refused samples: " + rejection.Reason);
        if (spool.Find(rejection.Sequence)?.MetricSet is { } set)
            sets.Refuse(set.Id);
        if (inFlight.Rejected(rejection.Sequence) is > 0 and ulong settled)
            Acknowledge(settled);
    }

    private void Notify(Notice notice)
    {
        try
        {
            options.OnNotice?.Invoke(notice);
        }
#pragma warning disable CA1031 // What the trainer's hook throws must not end the reporting.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
