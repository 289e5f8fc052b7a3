using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Benchmarks.Measuring;
using Tracker.Contracts.V1;

namespace Tracker.Benchmarks.Ingest;

/// <summary>One trainer: a connection, a run and a Report stream of its own, bare of everything a client library adds.</summary>
internal sealed class TrainerStream : IDisposable
{
    /// <summary>Messages that may wait for their acknowledgement; enough to keep the daemon busy, few enough that latency means something.</summary>
    private const int Window = 128;

    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<ReportRequest, ReportResponse> _call;
    private readonly FrameSource _source;
    private readonly SemaphoreSlim _room = new(Window);
    private readonly long[] _sentAt = new long[2 * Window];
    private readonly int _messageSize;
    private ulong _sequence;
    private ulong _acknowledged;
    private ulong _firstFrames;

    public TrainerStream(GrpcChannel channel, int number, int messageSize, CancellationToken cancellationToken)
    {
        _channel = channel;
        _messageSize = messageSize;
        _source = new FrameSource(number, messageSize);
        _call = new IngestService.IngestServiceClient(channel).Report(cancellationToken: cancellationToken);
    }

    public string Run { get; } = Guid.CreateVersion7().ToString("N");

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Samples that the daemon acknowledged.</summary>
    public long Acknowledged => (long)(Volatile.Read(ref _acknowledged) - _firstFrames) * _messageSize;

    /// <summary>Says hello and names the metrics.</summary>
    public async Task OpenAsync(string name, CancellationToken cancellationToken)
    {
        var facts = new Facts
        {
            Name = name,
            Experiment = "benchmark",
            Kind = TrainingKind.Supervised,
            StepUnit = StepUnit.Step,
            NumClasses = 10,
            DatasetSize = 50_000,
            BatchSize = 32,
            Optimizer = "sgd",
        };
        var hello = new Hello { Run = Run, Producer = Guid.NewGuid().ToString("N"), Attempt = 1, Facts = facts, UserAgent = "benchmark" };
        await _call.RequestStream.WriteAsync(new ReportRequest { Hello = hello }, cancellationToken);
        if (!await _call.ResponseStream.MoveNext(cancellationToken)) throw new InvalidOperationException("The daemon closed the stream at the hello.");
        foreach (var set in _source.Sets())
            await _call.RequestStream.WriteAsync(new ReportRequest { Sequence = ++_sequence, MetricSet = set }, cancellationToken);
        _firstFrames = _sequence;
        while (_acknowledged < _sequence) await ReadOneAsync(cancellationToken);
    }

    /// <summary>Sends as fast as the window lets it until it is told to stop, then ends the run. Returns when all is acknowledged.</summary>
    public Task StreamAsync(CancellationToken stop, CancellationToken cancellationToken) => ServeAsync(
        async () =>
        {
            while (!stop.IsCancellationRequested) await SendAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Sends one message at each interval, beginning after a delay.</summary>
    public Task PaceAsync(TimeSpan delay, TimeSpan interval, CancellationToken stop, CancellationToken cancellationToken) => ServeAsync(
        async () =>
        {
            await Task.Delay(delay, TimeProvider.System, cancellationToken);
            using var timer = new PeriodicTimer(interval);
            do await SendAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken) && !stop.IsCancellationRequested);
        },
        cancellationToken);

    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
        _room.Dispose();
    }

    private async Task ServeAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        // Off the caller's thread: streams begin side by side.
        await Task.Yield();
        var reading = ReadAllAsync(cancellationToken);
        var sending = send();
        // A stream that the daemon ended would leave the sender waiting for room.
        if (await Task.WhenAny(reading, sending) == reading) await reading;
        await sending;
        await _call.RequestStream.WriteAsync(
            new ReportRequest { Sequence = _sequence + 1, Finish = new Finish { Status = RunStatus.Finished } }, cancellationToken);
        await _call.RequestStream.CompleteAsync();
        await reading;
        if (_acknowledged != _sequence + 1)
            throw new InvalidOperationException($"Run {Run}: {_sequence + 1} messages were sent and {_acknowledged} acknowledged.");
        // The finish is no sample.
        _acknowledged = _sequence;
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (!_room.Wait(0, CancellationToken.None)) await _room.WaitAsync(cancellationToken);
        var request = _source.Next(_sequence + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000);
        _sentAt[++_sequence % (2 * Window)] = Stopwatch.GetTimestamp();
        await _call.RequestStream.WriteAsync(request, cancellationToken);
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        while (await ReadOneAsync(cancellationToken))
        {
        }
    }

    private async ValueTask<bool> ReadOneAsync(CancellationToken cancellationToken)
    {
        if (!await _call.ResponseStream.MoveNext(cancellationToken)) return false;
        switch (_call.ResponseStream.Current)
        {
            case { BodyCase: ReportResponse.BodyOneofCase.Ack, Ack.Sequence: var sequence }: Take(sequence); break;
            case { BodyCase: ReportResponse.BodyOneofCase.Rejection, Rejection: var refused }:
                throw new InvalidOperationException($"Run {Run}: message {refused.Sequence} was refused: {refused.Reason}");
        }

        return true;
    }

    private void Take(ulong sequence)
    {
        var now = Stopwatch.GetTimestamp();
        var freed = 0;
        for (var acked = _acknowledged + 1; acked <= sequence; acked++)
        {
            // Metric sets and the finish have no time, for they are no load.
            ref var sentAt = ref _sentAt[acked % (2 * Window)];
            if (sentAt == 0) continue;
            Latency.Record((long)Stopwatch.GetElapsedTime(sentAt, now).TotalNanoseconds);
            sentAt = 0;
            freed++;
        }

        Volatile.Write(ref _acknowledged, sequence);
        if (freed > 0) _room.Release(freed);
    }
}
