using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Faults;

/// <summary>A real daemon among very many connections and names: what they cost is bounded, and the others notice nothing.</summary>
public sealed class CrowdTests
{
    private const int Connections = 2_000;
    private const int Names = 1_000_000;

    [Fact]
    public async Task Connections_TwoThousandIdle_CostLittleEachAndStreamsGoOn()
    {
        await using var daemon = await DaemonProcess.StartAsync();
        using var channel = GrpcChannel.ForAddress($"http://{daemon.Grpc}");
        using var trainer = await channel.CreateCallInvoker().ReportingAsync();
        var before = ResidentBytes(daemon.Id);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                idle.Add(socket);
                await socket.ConnectAsync(IPEndPoint.Parse(i % 2 == 0 ? daemon.Http : daemon.Grpc), TestContext.Current.CancellationToken);
                if (i % 200 == 0) await AcknowledgeOneAsync(trainer, (ulong)(3 + (i / 200)));
            }

            await AcknowledgeOneAsync(trainer, 13);
            using var http = new HttpClient();
            Assert.Equal("live\n", await http.GetStringAsync($"http://{daemon.Http}/healthz/live", TestContext.Current.CancellationToken));
            Assert.InRange((ResidentBytes(daemon.Id) - before) / Connections, -50_000, 50_000);
        }
        finally
        {
            foreach (var socket in idle) socket.Dispose();
        }
    }

    [Fact]
    public async Task Report_AMillionNamesFromOneClient_AreRefusedBeyondTheLimitAndCostNeitherMemoryNorPage()
    {
        await using var daemon = await DaemonProcess.StartAsync();
        using var channel = GrpcChannel.ForAddress($"http://{daemon.Grpc}");
        var invoker = channel.CreateCallInvoker();
        using var trainer = await invoker.ReportingAsync();
        using var bomb = await Trainer.GreetAsync(invoker, Trainer.NewId(), Guid.NewGuid().ToString("N"));
        await bomb.GreetedAsync();
        using var http = new HttpClient();
        var before = ResidentBytes(daemon.Id);

        const int OfASet = 1_000;
        var sending = Task.Run(async () =>
        {
            for (var set = 0; set < Names / OfASet; set++)
                await bomb.SendAsync(Trainer.Set((ulong)(set + 1), (uint)(set + 1), [.. Enumerable.Range(0, OfASet).Select(n => $"bomb/{set}/{n}")]));
        });
        var others = await bomb.AcknowledgedAsync(Names / OfASet);
        await sending;
        await AcknowledgeOneAsync(trainer, 3);

        Assert.True(others.Count(answer => answer.BodyCase == ReportResponse.BodyOneofCase.Rejection) > 900, $"{others.Count} were refused");
        Assert.InRange(ResidentBytes(daemon.Id) - before, long.MinValue, 200L << 20);
        var page = await http.GetStringAsync($"http://{daemon.Http}/metrics", TestContext.Current.CancellationToken);
        Assert.InRange(page.Length, 1_000, 1 << 20);
    }

    private static async Task AcknowledgeOneAsync(Trainer trainer, ulong sequence)
    {
        await trainer.SendAsync(Trainer.Rows(sequence, 1, 1_000 + (long)sequence, 1));
        await trainer.AcknowledgedAsync(sequence);
    }

    private static long ResidentBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
