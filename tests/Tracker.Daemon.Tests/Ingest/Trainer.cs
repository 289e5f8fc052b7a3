using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>A trainer that speaks the raw wire, so that tests can say anything on it.</summary>
internal sealed class Trainer : IDisposable
{
    private readonly AsyncDuplexStreamingCall<ReportRequest, ReportResponse> _call;

    public Trainer(CallInvoker invoker) =>
        _call = new IngestService.IngestServiceClient(invoker).Report(cancellationToken: TestContext.Current.CancellationToken);

    public static string NewId() => Guid.CreateVersion7().ToString("N");

    public static async Task<Trainer> GreetAsync(CallInvoker invoker, string run, string producer, Action<Hello>? change = null)
    {
        var trainer = new Trainer(invoker);
        var hello = new Hello { Run = run, Producer = producer, Attempt = 1 };
        change?.Invoke(hello);
        await trainer.SendAsync(new ReportRequest { Hello = hello });
        return trainer;
    }

    public static ReportRequest Set(ulong sequence, uint set, params string[] names)
    {
        var request = new ReportRequest { Sequence = sequence, MetricSet = new MetricSet { Id = set } };
        request.MetricSet.Names.AddRange(names);
        return request;
    }

    /// <summary>One metric, one row a value, from a step on.</summary>
    public static ReportRequest Rows(ulong sequence, uint set, long firstStep, params double[] values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        var request = new ReportRequest { Sequence = sequence, Frames = new Frames { Set = set, Values = ByteString.CopyFrom(bytes) } };
        for (var i = 0; i < values.Length; i++) request.Frames.StepDeltas.Add(i == 0 ? firstStep : 1);
        return request;
    }

    public Task SendAsync(ReportRequest request) => _call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);

    public Task CloseAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>The next answer; null at the end of the stream.</summary>
    public async Task<ReportResponse?> NextAsync() =>
        await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken) ? _call.ResponseStream.Current : null;

    /// <summary>The next answer of a kind; others go by.</summary>
    public async Task<ReportResponse> NextAsync(ReportResponse.BodyOneofCase kind)
    {
        while (await NextAsync() is { } answer)
        {
            if (answer.BodyCase == kind) return answer;
        }

        throw new InvalidOperationException($"The stream ended before a {kind}.");
    }

    public async Task<ulong> GreetedAsync() => (await NextAsync(ReportResponse.BodyOneofCase.HelloAck)).HelloAck.LastSequence;

    /// <summary>Waits until everything up to a sequence is acknowledged; gives what else came.</summary>
    public async Task<List<ReportResponse>> AcknowledgedAsync(ulong sequence)
    {
        var others = new List<ReportResponse>();
        while (await NextAsync() is { } answer)
        {
            if (answer.BodyCase != ReportResponse.BodyOneofCase.Ack) others.Add(answer);
            else if (answer.Ack.Sequence >= sequence) return others;
        }

        throw new InvalidOperationException($"The stream ended before {sequence} was acknowledged.");
    }

    /// <summary>How the daemon ends the stream.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            while (await NextAsync() is not null)
            {
            }

            return _call.GetStatus();
        }
        catch (RpcException fault)
        {
            return fault.Status;
        }
    }

    public void Dispose() => _call.Dispose();
}
