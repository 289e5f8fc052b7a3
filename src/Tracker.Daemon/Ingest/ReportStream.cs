using System.Collections.Concurrent;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;
using CoreCommand = Tracker.Core.Runs.RunCommand;
using CoreHello = Tracker.Runtime.Ingest.Hello;

namespace Tracker.Daemon.Ingest;

/// <summary>One trainer's open stream, after its hello.</summary>
internal sealed class ReportStream(
    RunId run,
    CoreHello hello,
    IRunRouter router,
    IngestInstruments instruments,
    IngestLimits limits,
    TimeProvider time,
    FaultLog faults,
    IServerStreamWriter<ReportResponse> writer) : IDisposable
{
    /// <summary>Messages that are taken and not yet decided, beside early ones; reading waits beyond.</summary>
    private const int MostInFlight = 32;

    // Early messages stay undecided until the missing one comes, which must still be read.
    private readonly int _mostOutstanding = MostInFlight + limits.HeldInputs;
    private readonly ReportAnswers _answers = new(writer);
    private readonly AckWindow _window = new();
    private readonly SemaphoreSlim _room = new(MostInFlight + limits.HeldInputs);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<CommandId, CoreCommand> _pending = new();
    private Refusal? _failure;
    private ulong _resendAskedFrom;

    public RunId Run => run;

    public ProducerId Producer => hello.Producer;

    /// <summary>Serves the stream until the trainer closes it, leaves, or the stream is ended from here.</summary>
    public async Task ServeAsync(IAsyncStreamReader<ReportRequest> requests, HelloResult greeting, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(Greet(greeting.LastSequence), cancellationToken).ConfigureAwait(false);
        foreach (var command in greeting.PendingCommands) Order(command);
        var writing = _answers.WriteAllAsync(greeting.LastSequence, cancellationToken);
        // Where writing fails nobody hears any more: reading ends too.
        _ = writing.ContinueWith(_ => _ended.TrySetResult(), TaskContinuationOptions.NotOnRanToCompletion);
        try
        {
            await ReadAllAsync(requests, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What was taken is decided; the last acknowledgement waits for all of it.
            for (var i = 0; i < _mostOutstanding; i++) await _room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            _answers.Complete();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is { } failure) throw Answers.ToException(failure);
    }

    /// <summary>Ends the stream from the daemon's side; the first reason counts.</summary>
    public void End(Refusal reason)
    {
        Interlocked.CompareExchange(ref _failure, reason, null);
        _ended.TrySetResult();
    }

    /// <summary>Sends an order, and again by <see cref="Remind"/> until <see cref="Settle"/>.</summary>
    public void Order(CoreCommand command)
    {
        if (_pending.TryAdd(command.Id, command)) Send(command);
    }

    /// <summary>Sends again what has no outcome yet.</summary>
    public void Remind()
    {
        var now = Timestamp.From(time.GetUtcNow());
        foreach (var (id, command) in _pending)
        {
            if (command.ExpiresAt < now) _pending.TryRemove(id, out _);
            else Send(command);
        }
    }

    public void Settle(CommandId command) => _pending.TryRemove(command, out _);

    /// <summary>Tells the trainer; dropped where it does not read.</summary>
    public void Tell(Notice notice) => _answers.TryPost(new ReportResponse { Notice = notice });

    public void Dispose() => _room.Dispose();

    private void Send(CoreCommand command) => _answers.TryPost(new ReportResponse { Command = command.ToProto() });

    private ReportResponse Greet(ulong lastSequence) => new()
    {
        HelloAck = new HelloAck { LastSequence = lastSequence, MaxSamples = (uint)limits.MessageSamples, MaxBytes = (uint)limits.MessageBytes },
    };

    private async Task ReadAllAsync(IAsyncStreamReader<ReportRequest> requests, CancellationToken cancellationToken)
    {
        while (await NextAsync(requests).ConfigureAwait(false))
        {
            var request = requests.Current;
            if (request.BodyCase == ReportRequest.BodyOneofCase.Heartbeat) continue;
            if (request.BodyCase == ReportRequest.BodyOneofCase.Hello)
                throw Answers.ToException(Refusal.BadInput("a second hello on one stream: open another stream for it."));
            if (request.Sequence == 0)
                throw Answers.ToException(Refusal.BadInput($"a {request.BodyCase} without a sequence: number messages from 1."));
            await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_ended.Task.IsCompleted)
            {
                _room.Release();
                return;
            }

            _ = TakeAsync(request, cancellationToken);
            // Where that one waits for room, the next stays with the trainer.
            await router.RoomAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Leaves a read behind when the stream is ended; a token would abort the whole call instead of ending it with a status.
    /// </summary>
    private async Task<bool> NextAsync(IAsyncStreamReader<ReportRequest> requests)
    {
        if (_ended.Task.IsCompleted) return false;
        var read = requests.MoveNext(CancellationToken.None);
        if (!read.IsCompleted && await Task.WhenAny(read, _ended.Task).ConfigureAwait(false) != read)
        {
            _ = read.ContinueWith(static left => _ = left.Exception, TaskContinuationOptions.OnlyOnFaulted);
            return false;
        }

        return await read.ConfigureAwait(false);
    }

    /// <summary>Hands one message on. Up to the first await it runs in the order of the stream.</summary>
    private async Task TakeAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        _window.Enter(request.Sequence);
        var durable = 0UL;
        try
        {
            if (request.Sequence == _resendAskedFrom) _resendAskedFrom = 0;
            var mapped = ReportMapping.Input(request, hello, limits, Timestamp.From(time.GetUtcNow()));
            var taken = mapped.Succeeded(out var input, out var refusal);
            if (refusal?.Limit is { } limit) instruments.LimitReached(limit);
            var result = await router.SubmitAsync(run, taken ? input! : RefusedInput.For(hello, request.Sequence), cancellationToken).ConfigureAwait(false);
            if (result.State == SubmitState.Durable && input is FramesInput { Frames: var frames })
                instruments.SamplesStored("grpc_stream", frames.Sum(static frame => frame.Metrics * frame.Rows));
            if (request.Outcome is { } outcome && CommandId.TryParse(outcome.Command, out var settled)) Settle(settled);
            await AnswerAsync(request.Sequence, result, refusal?.Sentence, cancellationToken).ConfigureAwait(false);
            durable = result.DurableSequence;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The trainer left; it asks again with its next hello.
        }
        catch (Exception fault)
        {
            // Nobody awaits this: the stream's end says it instead.
            var id = faults.Record(fault, nameof(ReportStream));
            End(Refusal.Unavailable($"the daemon failed to take message {request.Sequence}, and its log says why under {id}: connect again."));
        }
        finally
        {
            _answers.Acknowledge(_window.Leave(request.Sequence, durable));
            _room.Release();
        }
    }

    private async ValueTask AnswerAsync(ulong sequence, SubmitResult result, string? refusal, CancellationToken cancellationToken)
    {
        switch (result.State)
        {
            case SubmitState.Rejected:
                var rejection = new Rejection { Sequence = sequence, Reason = refusal ?? result.Reason };
                await _answers.PostAsync(new ReportResponse { Rejection = rejection }, cancellationToken).ConfigureAwait(false);
                break;
            case SubmitState.ResendNeeded when _resendAskedFrom != result.ResendFrom:
                _resendAskedFrom = result.ResendFrom;
                var resend = new Resend { FromSequence = result.ResendFrom };
                await _answers.PostAsync(new ReportResponse { Resend = resend }, cancellationToken).ConfigureAwait(false);
                break;
            case SubmitState.Fenced:
                End(Refusal.Unavailable("the run has another writer now: connect again and send what is not acknowledged."));
                break;
            case SubmitState.StoreFailed:
                End(Refusal.Unavailable($"the store cannot write: {result.Reason}"));
                break;
        }
    }
}
