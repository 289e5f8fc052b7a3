using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>Order, resend, limits and ends of the report stream, against the real store.</summary>
public sealed class ReportConformanceTests
{
    private readonly string _run = Trainer.NewId();
    private readonly string _producer = Trainer.NewId();

    [Fact]
    public async Task Report_InOrder_AcknowledgesAndStoresAll()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        Assert.Equal(0UL, await trainer.GreetedAsync());

        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        for (var i = 0UL; i < 300; i++) await trainer.SendAsync(Trainer.Rows(2 + i, 1, (long)i, i));

        Assert.Empty(await trainer.AcknowledgedAsync(301));
        await trainer.CloseAsync();
        Assert.Equal(StatusCode.OK, (await trainer.EndAsync()).StatusCode);
        var samples = await Exported.SamplesAsync(host.Open(), _run);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => ((long)i, (double)i)), samples.Select(sample => (sample.Step, sample.Value)));
        Assert.All(samples, sample => Assert.Equal(_producer, sample.Producer));
    }

    [Fact]
    public async Task Report_ClosedWithoutWaiting_StillAcknowledgesAllThatWasSent()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 1, 2, 3));
        await trainer.CloseAsync();

        await trainer.AcknowledgedAsync(2);
        Assert.Equal(StatusCode.OK, (await trainer.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Report_Resent_IsAcknowledgedAndStoredOnce()
    {
        await using var host = await DaemonHost.StartAsync();
        using (var first = await Trainer.GreetAsync(host.Open(), _run, _producer))
        {
            await first.SendAsync(Trainer.Set(1, 1, "loss"));
            await first.SendAsync(Trainer.Rows(2, 1, 0, 1));
            await first.AcknowledgedAsync(2);
        }

        using var again = await Trainer.GreetAsync(host.Open(), _run, _producer);
        Assert.Equal(2UL, await again.GreetedAsync());
        await again.SendAsync(Trainer.Set(1, 1, "loss"));
        await again.SendAsync(Trainer.Rows(2, 1, 0, 1));
        await again.SendAsync(Trainer.Rows(3, 1, 1, 2));
        await again.AcknowledgedAsync(3);

        var samples = await Exported.SamplesAsync(host.Open(), _run);
        Assert.Equal([(0L, 1.0), (1L, 2.0)], samples.Select(sample => (sample.Step, sample.Value)));
    }

    [Fact]
    public async Task Report_DisorderWithin64_IsPutInOrder()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        for (var sequence = 65UL; sequence >= 2; sequence--) await trainer.SendAsync(Trainer.Rows(sequence, 1, (long)sequence, sequence));

        await trainer.AcknowledgedAsync(65);
        var samples = await Exported.SamplesAsync(host.Open(), _run);
        Assert.Equal(Enumerable.Range(2, 64).Select(i => (long)i), samples.Select(sample => sample.Step));
    }

    [Fact]
    public async Task Report_GapOfMoreThan64_AsksForTheMissingOne()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        for (var sequence = 3UL; sequence <= 70; sequence++) await trainer.SendAsync(Trainer.Rows(sequence, 1, (long)sequence, sequence));

        var resend = await trainer.NextAsync(ReportResponse.BodyOneofCase.Resend);
        Assert.Equal(2UL, resend.Resend.FromSequence);
        for (var sequence = 2UL; sequence <= 70; sequence++) await trainer.SendAsync(Trainer.Rows(sequence, 1, (long)sequence, sequence));
        await trainer.AcknowledgedAsync(70);
        var samples = await Exported.SamplesAsync(host.Open(), _run);
        Assert.Equal(Enumerable.Range(2, 69).Select(i => (long)i), samples.Select(sample => sample.Step));
    }

    [Fact]
    public async Task Report_SameProducerOpensAnother_EndsTheEarlier()
    {
        await using var host = await DaemonHost.StartAsync();
        using var first = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await first.GreetedAsync();

        using var second = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await second.GreetedAsync();

        var status = await first.EndAsync();
        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.Contains("another stream", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_MoreStreamsThanAllowed_AreExhausted()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:MaxStreams"] = "1");
        using (var first = await Trainer.GreetAsync(host.Open(), _run, _producer))
        {
            await first.GreetedAsync();
            using var second = await Trainer.GreetAsync(host.Open(), _run, Trainer.NewId());

            var status = await second.EndAsync();
            Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
            Assert.Contains("raise MaxStreams", status.Detail, StringComparison.Ordinal);
            await first.CloseAsync();
            Assert.Equal(StatusCode.OK, (await first.EndAsync()).StatusCode);
        }

        using var third = await Trainer.GreetAsync(host.Open(), _run, Trainer.NewId());
        await third.GreetedAsync();
    }

    [Fact]
    public async Task Report_Heartbeats_StoreNothing()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        for (var i = 0; i < 5; i++) await trainer.SendAsync(new ReportRequest { Heartbeat = new Heartbeat() });
        await trainer.CloseAsync();

        Assert.Equal(StatusCode.OK, (await trainer.EndAsync()).StatusCode);
        Assert.Empty(await Exported.SamplesAsync(host.Open(), _run));
    }

    [Fact]
    public async Task Report_DaemonStops_AcknowledgesFirstAndSaysSo()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        await trainer.AcknowledgedAsync(1);

        var stopping = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>(host.Services);
        stopping.StopApplication();

        var status = await trainer.EndAsync();
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("the daemon stops", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_SpecialDoubles_ComeBackBitForBit()
    {
        double[] special =
        [
            double.NaN, BitConverter.UInt64BitsToDouble(0x7ff8_0000_dead_beef), BitConverter.UInt64BitsToDouble(0x7ff0_0000_0000_0001),
            BitConverter.UInt64BitsToDouble(0xfff8_0000_0000_0000), double.PositiveInfinity, double.NegativeInfinity, double.Epsilon,
            -double.Epsilon, BitConverter.UInt64BitsToDouble(0x000f_ffff_ffff_ffff), -0.0, 0.0, double.MaxValue, double.MinValue, 0.1,
        ];
        await using var host = await DaemonHost.StartAsync();
        using (var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer))
        {
            await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
            await trainer.SendAsync(Trainer.Rows(2, 1, 0, special));
            await trainer.AcknowledgedAsync(2);
        }

        await host.StopAsync();
        await host.StartAgainAsync();
        var samples = await Exported.SamplesAsync(host.Open(), _run);
        Assert.Equal(special.Select(BitConverter.DoubleToUInt64Bits), samples.Select(sample => BitConverter.DoubleToUInt64Bits(sample.Value)));
    }
}
