using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>What a trainer may get wrong on the stream: each thing has a sentence of its own, and the stream or its neighbours go on.</summary>
public sealed class BadReportTests
{
    private readonly string _run = Trainer.NewId();
    private readonly string _producer = Trainer.NewId();

    public static TheoryData<string, ReportRequest> BadMessages()
    {
        var longName = new string('n', 10_000);
        var data = new TheoryData<string, ReportRequest>
        {
            { "step -1 cannot be", Trainer.Rows(2, 1, -1, 1) },
            { "Set 9 of run", Trainer.Rows(2, 9, 0, 1) },
            { "metric set 0", Trainer.Rows(2, 0, 0, 1) },
            { "metric set 0", Trainer.Set(2, 0, "x") },
            { "has no names", Trainer.Set(2, 2) },
            { "has 10000 bytes, 256 is the most", Trainer.Set(2, 2, longName) },
            { "control character U+0007", Trainer.Set(2, 2, "a\u0007b") },
            { "control character U+000A", Trainer.Set(2, 2, "a\nb") },
            { "control character U+2028", Trainer.Set(2, 2, "a\u2028b") },
            { "control character U+0000", Trainer.Set(2, 2, "a\0b") },
            { "is empty", Trainer.Set(2, 2, "") },
            { "twice", Trainer.Set(2, 2, "x", "x") },
            { "2001 names", Trainer.Set(2, 2, [.. Enumerable.Range(0, 2001).Select(i => $"m{i}")]) },
            { "5001 samples are too many", Trainer.Rows(2, 1, 0, new double[5001]) },
            { "no body", new ReportRequest { Sequence = 2 } },
            { "cannot end as", new ReportRequest { Sequence = 2, Finish = new Finish { Status = RunStatus.Running } } },
            { "cannot end as", new ReportRequest { Sequence = 2, Finish = new Finish { Status = (RunStatus)99 } } },
            { "is no id", new ReportRequest { Sequence = 2, Outcome = new CommandOutcome { Command = "x", State = CommandState.Applied } } },
            { "is no outcome", new ReportRequest { Sequence = 2, Outcome = new CommandOutcome { Command = Trainer.NewId() } } },
            { "has 10000 bytes", new ReportRequest { Sequence = 2, Facts = new Facts { Name = longName } } },
            { "num_classes is 1", new ReportRequest { Sequence = 2, Facts = new Facts { NumClasses = 1 } } },
            { "give one entry a class", new ReportRequest { Sequence = 2, Facts = new Facts { NumClasses = 3, ClassCounts = { 1, 2 } } } },
            { "add up to more", new ReportRequest { Sequence = 2, Facts = new Facts { ClassCounts = { 1UL << 63, 1 } } } },
            { "add up to more", new ReportRequest { Sequence = 2, Facts = new Facts { ClassCounts = { (1UL << 63) - 1, (1UL << 63) - 1 } } } },
            { "the batch size 4294967295 is too large", new ReportRequest { Sequence = 2, Facts = new Facts { BatchSize = uint.MaxValue } } },
            { "the kind is a number", new ReportRequest { Sequence = 2, Facts = new Facts { Kind = (TrainingKind)77 } } },
            { "profile is not finite", new ReportRequest { Sequence = 2, Facts = new Facts { Profile = { ["samples"] = double.NaN } } } },
            { "hyperparameter name is empty", new ReportRequest { Sequence = 2, Facts = new Facts { Hyperparameters = { [""] = "x" } } } },
            { "a phase is empty", new ReportRequest { Sequence = 2, Phase = new Phase { Step = 1 } } },
            { "has 10000 bytes", new ReportRequest { Sequence = 2, Phase = new Phase { Name = longName } } },
            { "step -1 cannot be", new ReportRequest { Sequence = 2, Phase = new Phase { Name = "a", Step = -1 } } },
            { "a title of an alert is empty", new ReportRequest { Sequence = 2, Alert = new TrainerAlert { Severity = Severity.Info } } },
            { "has 10000 bytes", new ReportRequest { Sequence = 2, Alert = new TrainerAlert { Title = "a", Text = longName, Severity = Severity.Info } } },
            { "control character U+000A", new ReportRequest { Sequence = 2, Alert = new TrainerAlert { Title = "a", Text = "b\nc", Severity = Severity.Info } } },
            { "the severity 9 is unknown", new ReportRequest { Sequence = 2, Alert = new TrainerAlert { Title = "a", Severity = (Severity)9 } } },
            { "step -1 cannot be", new ReportRequest { Sequence = 2, Alert = new TrainerAlert { Title = "a", Severity = Severity.Info, Step = -1 } } },
            { "the direction of loss", new ReportRequest { Sequence = 2, Facts = new Facts { Directions = { ["loss"] = (MetricDirection)9 } } } },
        };
        var overflow = Trainer.Rows(2, 1, long.MaxValue, 1, 2);
        data.Add("step deltas overflow", overflow);
        var times = Trainer.Rows(2, 1, 0, 1, 2);
        times.Frames.TimeDeltas.Add([long.MaxValue, long.MaxValue]);
        data.Add("time deltas overflow", times);
        var fewTimes = Trainer.Rows(2, 1, 0, 1, 2);
        fewTimes.Frames.TimeDeltas.Add(1);
        data.Add("2 rows and 1 times", fewTimes);
        var odd = Trainer.Rows(2, 1, 0, 1);
        odd.Frames.Values = ByteString.CopyFrom(1, 2, 3);
        data.Add("3 bytes of values", odd);
        var empty = Trainer.Rows(2, 1, 0, 1);
        empty.Frames.Values = ByteString.Empty;
        data.Add("0 bytes of values", empty);
        data.Add("frames without rows", new ReportRequest { Sequence = 2, Frames = new Frames { Set = 1 } });
        var wide = Trainer.Rows(2, 1, 0, 1, 2);
        wide.Frames.StepDeltas.RemoveAt(1);
        data.Add("2 values a row", wide);
        return data;
    }

    [Theory]
    [MemberData(nameof(BadMessages), DisableDiscoveryEnumeration = true)]
    public async Task Report_BadMessage_IsRejectedWithASentenceAndTheStreamGoesOn(string sentence, ReportRequest bad)
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        await trainer.SendAsync(bad);
        await trainer.SendAsync(Trainer.Rows(3, 1, 7, 0.5));

        var others = await trainer.AcknowledgedAsync(3);

        var rejection = Assert.Single(others, answer => answer.BodyCase == ReportResponse.BodyOneofCase.Rejection).Rejection;
        Assert.Equal(2UL, rejection.Sequence);
        Assert.Contains(sentence, rejection.Reason, StringComparison.Ordinal);
        Assert.True(rejection.Reason.Length < 300, rejection.Reason);
        Assert.DoesNotContain('\n', rejection.Reason);
        Assert.Equal(7, Assert.Single(await Exported.SamplesAsync(host.Open(), _run)).Step);
    }

    public static TheoryData<string, Action<Hello>> BadHellos() => new()
    {
        { "the run 'nonsense' is no id", hello => hello.Run = "nonsense" },
        { "the run '' is no id", hello => hello.Run = "" },
        { "is no id", hello => hello.Run = hello.Run.ToUpperInvariant() + "" },
        { "the producer '' is no id", hello => hello.Producer = "" },
        { "is no id", hello => hello.Producer = new string('0', 32) },
        { "rank 2 is not within a world size of 2", hello => (hello.Rank, hello.WorldSize) = (2, 2) },
        { "the attempt 4294967295 is too large", hello => hello.Attempt = uint.MaxValue },
        { "control character", hello => hello.UserAgent = "a\nb" },
        { "has 10000 bytes", hello => hello.Facts = new Facts { Name = new string('n', 10_000) } },
    };

    [Theory]
    [MemberData(nameof(BadHellos), DisableDiscoveryEnumeration = true)]
    public async Task Report_BadHello_IsInvalid(string sentence, Action<Hello> change)
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), "0123456789abcdef0123456789abcdef", _producer, change);

        var status = await trainer.EndAsync();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(sentence, status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_FirstMessageIsNoHello_IsInvalid()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = new Trainer(host.Open());
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));

        var status = await trainer.EndAsync();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("send a hello first", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_SecondHello_IsInvalid()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(new ReportRequest { Hello = new Hello { Run = _run, Producer = _producer, Attempt = 1 } });

        Assert.Equal(StatusCode.InvalidArgument, (await trainer.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Report_NoSequence_IsInvalid()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(Trainer.Set(0, 1, "loss"));

        var status = await trainer.EndAsync();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("without a sequence", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OversizedMessage_IsExhaustedAndOtherStreamsAreUntouched()
    {
        await using var host = await DaemonHost.StartAsync();
        var invoker = host.Open();
        using var other = await Trainer.GreetAsync(invoker, _run, Trainer.NewId());
        using var trainer = await Trainer.GreetAsync(invoker, _run, _producer);
        var huge = Trainer.Rows(1, 1, 0, 1);
        huge.Frames.Values = ByteString.CopyFrom(new byte[2 << 20]);
        try
        {
            await trainer.SendAsync(huge);
        }
        catch (RpcException)
        {
            // The daemon may end the call while the rest is still being sent.
        }

        var status = await trainer.EndAsync();

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        await other.SendAsync(Trainer.Set(1, 1, "loss"));
        await other.AcknowledgedAsync(1);
    }

    [Fact]
    public async Task Report_Garbage_IsInvalid()
    {
        await using var host = await DaemonHost.StartAsync();
        var raw = Marshallers.Create(static (byte[] bytes) => bytes, static bytes => bytes);
        foreach (var (type, name) in new[] { (MethodType.DuplexStreaming, "Report"), (MethodType.Unary, "LogMetrics") })
        {
            var method = new Method<byte[], byte[]>(type, "tracker.v1.IngestService", name, raw, raw);
            var options = new CallOptions(cancellationToken: TestContext.Current.CancellationToken);
            var fault = await Assert.ThrowsAsync<RpcException>(async () =>
            {
                if (type == MethodType.Unary)
                {
                    await host.Open().AsyncUnaryCall(method, null, options, [0xff, 0xff, 0xff]);
                    return;
                }

                using var call = host.Open().AsyncDuplexStreamingCall(method, null, options);
                await call.RequestStream.WriteAsync([0xff, 0xff, 0xff], TestContext.Current.CancellationToken);
                await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
            });

            Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
            Assert.Contains("no valid protobuf", fault.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_FullStore_AcknowledgesNothingMoreAndLosesNothingAcknowledged()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:MaxStoreBytes"] = "1048576");
        var acknowledged = 0UL;
        Status status;
        using (var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer))
        {
            await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
            var sending = SendUntilEndAsync(trainer);
            try
            {
                while (await trainer.NextAsync() is { } answer)
                {
                    if (answer.BodyCase == ReportResponse.BodyOneofCase.Ack) acknowledged = answer.Ack.Sequence;
                }

                status = Status.DefaultSuccess;
            }
            catch (RpcException fault)
            {
                status = fault.Status;
            }

            await sending;
        }

        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("is full", status.Detail, StringComparison.Ordinal);
        Assert.True(acknowledged > 2);

        await host.StopAsync();
        await host.StartAgainAsync();
        using var again = await Trainer.GreetAsync(host.Open(), _run, _producer);
        var durable = await again.GreetedAsync();
        Assert.True(durable >= acknowledged, $"{acknowledged} acknowledged, {durable} durable");
        await again.SendAsync(Trainer.Rows(durable + 1, 1, 1, 1));
        await again.AcknowledgedAsync(durable + 1);
        var sequences = (await Exported.SamplesAsync(host.Open(), _run)).Select(sample => sample.Sequence).Distinct();
        Assert.Equal(Enumerable.Range(2, (int)durable).Select(sequence => (ulong)sequence), sequences);

        static async Task SendUntilEndAsync(Trainer trainer)
        {
            var random = new double[4_000];
            try
            {
                for (var sequence = 2UL; sequence < 2_000; sequence++)
                {
                    for (var i = 0; i < random.Length; i++) random[i] = BitConverter.UInt64BitsToDouble(unchecked((sequence << 32) * 2_654_435_761 + ((ulong)i * 40_503)));
                    await trainer.SendAsync(Trainer.Rows(sequence, 1, (long)sequence, random));
                }
            }
            catch (Exception fault) when (fault is RpcException or InvalidOperationException)
            {
                // The daemon ended the stream, which is what is tested.
            }
        }
    }
}
