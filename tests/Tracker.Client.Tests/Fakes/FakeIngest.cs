using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Client.Tests.Fakes;

/// <summary>A conforming IngestService in memory, with faults to switch on.</summary>
internal sealed class FakeIngest : IngestService.IngestServiceBase, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredRun> _runs = [];
    private readonly Dictionary<string, IServerStreamWriter<ReportResponse>> _streams = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _break = new();

    public Faults Faults { get; } = new();

    public List<string?> Authorizations { get; } = [];

    public T Read<T>(string run, Func<StoredRun, T> read)
    {
        lock (_lock)
            return read(_runs.GetValueOrDefault(run) ?? new StoredRun());
    }

    /// <summary>Forgets everything, as another daemon or a lost disk would.</summary>
    public void Forget()
    {
        lock (_lock)
            _runs.Clear();
    }

    /// <summary>Waits until what is stored of a run satisfies a condition.</summary>
    public async Task WhenAsync(string run, Func<StoredRun, bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_runs.TryGetValue(run, out StoredRun? stored) && condition(stored))
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends all open calls.</summary>
    public void BreakCalls() => Interlocked.Exchange(ref _break, new CancellationTokenSource()).Cancel();

    public void Dispose() => _break.Dispose();

    /// <summary>Sends something down the latest call of a run.</summary>
    public Task SendAsync(string run, ReportResponse response)
    {
        lock (_lock)
            return _streams[run].WriteAsync(response);
    }

    public override async Task Report(
        IAsyncStreamReader<ReportRequest> requests, IServerStreamWriter<ReportResponse> responses, ServerCallContext context)
    {
        if (!await requests.MoveNext(context.CancellationToken) || requests.Current.Hello is not { } hello)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "say hello first"));
        ulong last;
        int breakAfter;
        lock (_lock)
        {
            Authorizations.Add(context.RequestHeaders.GetValue("authorization"));
            if (!_runs.TryGetValue(hello.Run, out StoredRun? run))
                _runs.Add(hello.Run, run = new StoredRun());
            run.Hellos.Add(hello);
            last = run.LastSequence(hello.Producer);
            if (!Faults.BreakAfter.TryDequeue(out breakAfter))
                breakAfter = int.MaxValue;
            Changed();
        }

        await responses.WriteAsync(new ReportResponse { HelloAck = new HelloAck { LastSequence = last, MaxSamples = Faults.MaxSamples } });
        lock (_lock)
        {
            _streams[hello.Run] = responses;
            _runs[hello.Run].Greeted++;
            Changed();
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, _break.Token);
        await Faults.ReadGate.WaitAsync(over.Token);
        for (int taken = 0; await requests.MoveNext(over.Token);)
        {
            ReportRequest request = requests.Current;
            if (request.BodyCase == ReportRequest.BodyOneofCase.Heartbeat)
            {
                lock (_lock)
                {
                    _runs[hello.Run].Heartbeats++;
                    Changed();
                }

                continue;
            }

            taken++;
            if (breakAfter < 0 && taken >= -breakAfter)
                break;
            await TakeAsync(hello, request, responses, acknowledge: breakAfter >= 0);
            if (taken >= breakAfter)
                break;
        }

        if (breakAfter != int.MaxValue)
            throw new RpcException(new Status(StatusCode.Unavailable, "broken on purpose"));
    }

    private async Task TakeAsync(Hello hello, ReportRequest request, IServerStreamWriter<ReportResponse> responses, bool acknowledge)
    {
        ReportResponse? answer;
        ulong durable;
        lock (_lock)
        {
            if (request.Sequence == Faults.LoseOnce)
            {
                Faults.LoseOnce = 0;
                return;
            }

            StoredRun run = _runs[hello.Run];
            answer = run.Take(hello, request, Faults.Reject);
            durable = run.LastSequence(hello.Producer);
            Changed();
        }

        await Faults.AckGate;
        if (answer is not null)
            await responses.WriteAsync(answer);
        if (acknowledge)
            await responses.WriteAsync(new ReportResponse { Ack = new Ack { Sequence = durable } });
    }

    private void Changed()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
