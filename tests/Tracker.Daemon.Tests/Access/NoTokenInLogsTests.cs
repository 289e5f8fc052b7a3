using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Access;

/// <summary>With every log at its most talkative, tokens right and wrong, in the right place and the wrong ones, are in none of them.</summary>
public sealed class NoTokenInLogsTests
{
    [Fact]
    public async Task Tokens_UsedInEveryWay_AreInNoLogFilePageOrProcess()
    {
        using var folder = new TempFolder();
        using var log = new EveryLine();
        await using var job = await RunningJob.StartAsync(
            folder,
            "env; tr '\\0' ' ' </proc/$PPID/cmdline; echo seen; trap 'exit 75' TERM; while :; do sleep 0.05; done",
            settings =>
            {
                foreach (var category in (string[])["Default", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Grpc.AspNetCore", "Tracker"])
                    settings[$"Logging:LogLevel:{category}"] = "Trace";
            },
            builder => builder.Logging.AddProvider(log));
        var doors = job.Doors;
        var made = doors.Token("made", Scopes.All);
        var revoked = doors.Token("revoked", Scopes.Read);
        await new AccessService.AccessServiceClient(doors.Socket()).RevokeTokenAsync(new RevokeTokenRequest { Name = "revoked" });
        string[] secrets = [doors.Host.Token, made, job.Token, revoked, "trk_" + new string('5', 64)];
        var told = new StringBuilder();
        foreach (var secret in secrets)
        {
            foreach (var invoker in (CallInvoker[])[doors.Grpc(secret), doors.Socket(secret)])
            {
                foreach (var (rpc, _) in Walker.Rpcs(doors.Host).Where(rpc => !Walker.Name(rpc.Method).Contains("Backup", StringComparison.Ordinal)))
                    told.AppendLine((await Walker.CallAsync(invoker, rpc)).ToString());
            }

            foreach (var (path, scheme, value) in new[] { ("/api/v1/runs", "Bearer", secret), ("/api/v1/runs?token=" + secret, "", ""), ("/x/" + secret, "", ""), ("/api/v1/runs", "Basic", secret), ("/nothing?access_token=" + secret, "", "") })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (scheme.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {value}");
                using var response = await doors.Http().SendAsync(request, TestContext.Current.CancellationToken);
                told.AppendLine(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }

        told.AppendLine(await doors.Http().GetStringAsync("/metrics", TestContext.Current.CancellationToken));
        var directory = Path.GetDirectoryName(job.TokenFile)!;
        using (var state = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(directory, "state.json"), TestContext.Current.CancellationToken)))
        {
            var pid = state.RootElement.GetProperty("pid").GetInt32();
            foreach (var file in (string[])["environ", "cmdline"]) told.AppendLine(await File.ReadAllTextAsync($"/proc/{pid}/{file}", TestContext.Current.CancellationToken));
        }

        var output = await File.ReadAllTextAsync(Path.Combine(directory, "stdout.log"), TestContext.Current.CancellationToken);
        Assert.Contains("seen", output, StringComparison.Ordinal);
        Assert.Contains($"TRACKER_TOKEN_FILE={job.TokenFile}", output, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains("Kestrel", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("control.token called /tracker.v1.", StringComparison.Ordinal));
        foreach (var secret in secrets)
        {
            // A part is as good as the whole, in the hands of who can guess the rest.
            var part = secret[^24..];
            Assert.DoesNotContain(part, told.ToString(), StringComparison.Ordinal);
            Assert.Equal([], log.Lines.Where(line => line.Contains(part, StringComparison.Ordinal)).Take(3));
            foreach (var path in Directory.EnumerateFiles(doors.Host.DataDir, "*", SearchOption.AllDirectories))
            {
                if (Path.GetFileName(path) is "trackerd.lock" or "trackerd.sock" or "control.token" || path == job.TokenFile) continue;
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                Assert.False((await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Contains(part, StringComparison.Ordinal), path);
            }
        }
    }

    /// <summary>All that is logged, whatever logs it.</summary>
    private sealed class EveryLine : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => new Category(categoryName, _lines);

        public void Dispose()
        {
        }

        private sealed class Category(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                lines.Enqueue($"{category} scope {state}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{category} {formatter(state, exception)} {exception}");
        }
    }
}
