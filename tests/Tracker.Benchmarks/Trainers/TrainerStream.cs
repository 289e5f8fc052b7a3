using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Benchmarks.Measuring;
using Tracker.Contracts.V1;

namespace Tracker.Benchmarks.Trainers;

/// <summary>One trainer: a run and a Report stream of its own, bare of everything that a client library adds.</summary>
internal sealed class TrainerStream : IDisposable
{
    /// <summary>Messages that may wait for their acknowledgement; enough to keep the daemon busy, few enough that latency means something.</summary>
    private const int Window = 128;

    private readonly AsyncDuplexStreamingCall<ReportRequest, ReportResponse> _call;
    private readonly FrameSource _source;
    private readonly SemaphoreSlim _room = new(Window);
    private readonly CancellationTokenSource _broken;
    private readonly long[] _sentAt = new long[2 * Window];
    private Task _reading = Task.CompletedTask;
    private ulong _sequence;
    private ulong _acknowledged;
    private ulong _notFrames;
    private LatencyHistogram _latency = new();

    /// <param name="channel">The daemon; its owner disposes of it.</param>
    /// <param name="source">What is sent.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public TrainerStream(GrpcChannel channel, FrameSource source, CancellationToken cancellationToken)
    {
        _source = source;
        _broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _call = new IngestService.IngestServiceClient(channel).Report(cancellationToken: cancellationToken);
    }

    public string Run { get; } = Guid.CreateVersion7().ToString("N");


    /// <summary>Samples that the daemon acknowledged, once it was <see cref="FinishAsync">finished</see> or <see cref="DrainAsync">drained</see>.</summary>
    public long Acknowledged => (long)(_acknowledged - _notFrames) * _source.MessageSize;

    /// <summary>Says hello and names the metrics.</summary>
    public async Task OpenAsync(string name)
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
        await _call.RequestStream.WriteAsync(new ReportRequest { Hello = hello }, _broken.Token);
        if (!await _call.ResponseStream.MoveNext(_broken.Token)) throw new InvalidOperationException("The daemon closed the stream at the hello.");
        foreach (var set in _source.Sets())
        {
            await _call.RequestStream.WriteAsync(new ReportRequest { Sequence = ++_sequence, MetricSet = set }, _broken.Token);
            _notFrames++;
        }

        while (_acknowledged < _sequence) await ReadOneAsync();
        _reading = ReadAllAsync();
    }

    /// <summary>Sends as fast as the window lets it until it is told to stop.</summary>
    public async Task StreamAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) await SendAsync();
    }

    /// <summary>Sends so many messages as fast as the window lets it.</summary>
    public async Task SendAsync(long messages)
    {
        for (; messages > 0; messages--) await SendAsync();
    }

    /// <summary>Sends one message at each interval, beginning after a delay, until it is told to stop.</summary>
    public Task PaceAsync(TimeSpan delay, TimeSpan interval, CancellationToken stop) =>
        PaceAsync(delay, interval, _ => !stop.IsCancellationRequested);

    /// <summary>Sends so many messages, one at each interval, beginning after a delay.</summary>
    public Task PaceAsync(TimeSpan delay, TimeSpan interval, long messages) => PaceAsync(delay, interval, sent => sent < messages);

    /// <summary>Returns when all that was sent is acknowledged.</summary>
    public async Task DrainAsync()
    {
        for (var i = 0; i < Window; i++) await TakeRoomAsync();
        _room.Release(Window);
    }

    /// <summary>The latencies since the last call; once it was <see cref="FinishAsync">finished</see> or <see cref="DrainAsync">drained</see>.</summary>
    public LatencyHistogram TakeLatency() => Interlocked.Exchange(ref _latency, new LatencyHistogram());

    /// <summary>Ends the run and the stream; all is acknowledged then.</summary>
    public async Task FinishAsync()
    {
        _notFrames++;
        var finish = new ReportRequest { Sequence = ++_sequence, Finish = new Finish { Status = RunStatus.Finished } };
        await _call.RequestStream.WriteAsync(finish, _broken.Token);
        await _call.RequestStream.CompleteAsync();
        await _reading;
        if (_acknowledged != _sequence)
            throw new InvalidOperationException($"Run {Run}: {_sequence} messages were sent and {_acknowledged} acknowledged.");
    }

    public void Dispose()
    {
        _call.Dispose();
        _room.Dispose();
        _broken.Dispose();
    }

    private async Task PaceAsync(TimeSpan delay, TimeSpan interval, Func<long, bool> goesOn)
    {
        await Task.Delay(delay, TimeProvider.System, _broken.Token);
        using var timer = new PeriodicTimer(interval);
        for (var sent = 0L; goesOn(sent); sent++)
        {
            await SendAsync();
            await timer.WaitForNextTickAsync(_broken.Token);
        }
    }

    private async ValueTask SendAsync()
    {
        await TakeRoomAsync();
        var request = _source.Next(_sequence + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000);
        _sentAt[++_sequence % (2 * Window)] = Stopwatch.GetTimestamp();
        await _call.RequestStream.WriteAsync(request, _broken.Token);
    }

    private async ValueTask TakeRoomAsync()
    {
        if (_room.Wait(0, CancellationToken.None)) return;
        try
        {
            await _room.WaitAsync(_broken.Token);
        }
        catch (OperationCanceledException) when (_reading.IsCompleted)
        {
            await _reading;
            throw new InvalidOperationException($"Run {Run}: the daemon ended the stream.");
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await ReadOneAsync())
            {
            }
        }
        finally
        {
            // Whoever waits for room waits in vain.
            _ = _broken.CancelAsync();
        }
    }

    private async ValueTask<bool> ReadOneAsync()
    {
        if (!await _call.ResponseStream.MoveNext(_broken.Token)) return false;
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
        for (var acknowledged = _acknowledged + 1; acknowledged <= sequence; acknowledged++)
        {
            // Metric sets and the finish have no time, for they are no load.
            ref var sentAt = ref _sentAt[acknowledged % (2 * Window)];
            if (sentAt == 0) continue;
            _latency.Record((long)Stopwatch.GetElapsedTime(sentAt, now).TotalNanoseconds);
            sentAt = 0;
            freed++;
        }

        _acknowledged = sequence;
        if (freed > 0) _room.Release(freed);
    }
}
