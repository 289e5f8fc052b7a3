using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Faults;

/// <summary>Messages with a few bytes that are others, from a seed: refused or taken, never a fault of the daemon.</summary>
public sealed class FuzzTests
{
    private const int Streams = 150;
    private const int Bodies = 500;

    [Fact]
    public async Task Report_MutatedMessages_AreTakenOrRefusedAndOthersGoOn()
    {
        await using var host = await DaemonHost.StartAsync();
        var chance = new Random(20_261_124);
        using var other = await host.ReportingAsync();
        var invoker = host.Open();
        for (var i = 0; i < Streams; i++)
        {
            var status = await SendAsync(invoker, chance);
            Assert.True(
                status is StatusCode.OK or StatusCode.InvalidArgument or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.NotFound,
                $"stream {i}: {status}");
        }

        await other.SendAsync(Trainer.Rows(3, 1, 50, 1));
        await other.AcknowledgedAsync(3);
    }

    [Fact]
    public async Task Post_MutatedJson_IsNeverAFaultOfTheDaemon()
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };
        var chance = new Random(42);
        const string Facts = """{"facts":{"name":"fuzz","kind":"TRAINING_KIND_SUPERVISED","numClasses":10,"hyperparameters":{"lr":"0.1"},"batchSize":32}}""";
        const string Metrics = """{"step":3,"metrics":{"train/loss":1.5,"val/loss":"NaN"},"producer":"00000000000000000000000000000001","sequence":1}""";
        await PostAsync(http, "/api/v1/runs", Encoding.UTF8.GetBytes(Facts));
        for (var i = 0; i < Bodies; i++)
        {
            var (path, body) = i % 2 == 0 ? ("/api/v1/runs", Facts) : ("/api/v1/runs/fuzz/metrics", Metrics);
            var bytes = Mutate(Encoding.UTF8.GetBytes(body), chance);

            var status = await PostAsync(http, path, bytes);

            Assert.True((int)status < 500, $"{i}: {status} for {Encoding.UTF8.GetString(bytes)}");
        }
    }

    private static async Task<StatusCode> SendAsync(CallInvoker invoker, Random chance)
    {
        var bytes = Marshallers.Create(static (byte[] raw) => raw, static raw => raw);
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "tracker.v1.IngestService", "Report", bytes, bytes);
        using var call = invoker.AsyncDuplexStreamingCall(method, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken));
        var hello = new ReportRequest { Hello = new Hello { Run = Trainer.NewId(), Producer = Guid.NewGuid().ToString("N"), Attempt = 1 } };
        IMessage[] messages = [hello, Trainer.Set(1, 1, "train/loss", "lr"), Trainer.Rows(2, 1, 0, 1, 2), Trainer.Rows(3, 1, 2, 3, 4), new ReportRequest { Sequence = 4, Finish = new Finish { Status = RunStatus.Finished } }];
        var spoiled = chance.Next(messages.Length);
        try
        {
            for (var i = 0; i < messages.Length; i++)
            {
                var raw = messages[i].ToByteArray();
                await call.RequestStream.WriteAsync(i == spoiled ? Mutate(raw, chance) : raw, TestContext.Current.CancellationToken);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception fault) when (fault is RpcException or InvalidOperationException)
        {
            // The daemon ended the stream while it was written to; its answers say why.
        }

        try
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }

            return call.GetStatus().StatusCode;
        }
        catch (RpcException fault)
        {
            return fault.StatusCode;
        }
    }

    private static byte[] Mutate(byte[] bytes, Random chance)
    {
        var list = bytes.ToList();
        for (var times = chance.Next(1, 5); times > 0 && list.Count > 0; times--)
        {
            var at = chance.Next(list.Count);
            switch (chance.Next(4))
            {
                case 0:
                    list[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    list.RemoveRange(at, chance.Next(list.Count - at));
                    break;
                case 2:
                    list.Insert(at, (byte)chance.Next(256));
                    break;
                default:
                    list.InsertRange(at, list.Skip(at).Take(chance.Next(20)).ToList());
                    break;
            }
        }

        return [.. list];
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
