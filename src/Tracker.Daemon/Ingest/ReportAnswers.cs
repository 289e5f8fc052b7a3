using System.Threading.Channels;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Ingest;

/// <summary>
/// The way down of one report stream: one writer, a bounded queue, and one acknowledgement for all that became durable meanwhile.
/// </summary>
internal sealed class ReportAnswers(IServerStreamWriter<ReportResponse> writer)
{
    private const int Capacity = 64;

    private readonly Channel<ReportResponse> _queue =
        Channel.CreateBounded<ReportResponse>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private ulong _durable;

    /// <summary>Waits for room: a trainer that does not read its answers is not read either.</summary>
    public async ValueTask PostAsync(ReportResponse answer, CancellationToken cancellationToken)
    {
        await _queue.Writer.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
        _wake.Writer.TryWrite(true);
    }

    /// <returns>False where there is no room.</returns>
    public bool TryPost(ReportResponse answer)
    {
        if (!_queue.Writer.TryWrite(answer)) return false;
        _wake.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Everything up to this sequence is durable. What was posted before goes out before.</summary>
    public void Acknowledge(ulong durable)
    {
        ulong known;
        while ((known = Volatile.Read(ref _durable)) < durable)
        {
            if (Interlocked.CompareExchange(ref _durable, durable, known) != known) continue;
            _wake.Writer.TryWrite(true);
            return;
        }
    }

    /// <summary>Nothing more comes; <see cref="WriteAllAsync"/> ends when all is written.</summary>
    public void Complete() => _wake.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>.</summary>
    /// <param name="acknowledged">What the hello's answer acknowledged already.</param>
    /// <param name="cancellationToken">The trainer left.</param>
    public async Task WriteAllAsync(ulong acknowledged, CancellationToken cancellationToken)
    {
        bool more;
        do
        {
            more = await _wake.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            _wake.Reader.TryRead(out _);
            // Read before the queue is emptied: a rejection that was posted before its sequence counted as durable goes out first.
            var durable = Volatile.Read(ref _durable);
            while (_queue.Reader.TryRead(out var answer)) await writer.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
            if (durable <= acknowledged) continue;
            await writer.WriteAsync(new ReportResponse { Ack = new Ack { Sequence = durable } }, cancellationToken).ConfigureAwait(false);
            acknowledged = durable;
        }
        while (more);
    }
}
