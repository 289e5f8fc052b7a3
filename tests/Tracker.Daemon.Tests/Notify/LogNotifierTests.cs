using Microsoft.Extensions.Logging;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Notify;

public sealed class LogNotifierTests
{
    [Fact]
    public async Task Alert_Fires_IsOneLineInTheLog()
    {
        using var lines = new Lines();
        await using var host = await DaemonHost.StartAsync(
            settings => settings["Logging:LogLevel:Default"] = "Information",
            builder => builder.Logging.ClearProviders().AddProvider(lines));
        var run = Trainer.NewId();
        using var trainer = await Trainer.GreetAsync(
            host.Open(), run, Trainer.NewId(), hello => hello.Facts = new Facts { Kind = TrainingKind.Supervised });
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 2.3, double.NaN, double.NaN));

        var line = await lines.NextAsync("LogNotifier");

        Assert.Contains("alert non-finite of run " + run, line, StringComparison.Ordinal);
        Assert.Contains("at step 1", line, StringComparison.Ordinal);
    }

    private sealed class Lines : ILoggerProvider
    {
        private readonly System.Threading.Channels.Channel<(string Category, string Line)> _lines =
            System.Threading.Channels.Channel.CreateBounded<(string, string)>(1_000);

        public ILogger CreateLogger(string categoryName) => new Line(categoryName, _lines.Writer);

        public async Task<string> NextAsync(string category)
        {
            while (true)
            {
                var (from, line) = await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken);
                if (from.EndsWith(category, StringComparison.Ordinal)) return line;
            }
        }

        public void Dispose()
        {
        }

        private sealed class Line(string category, System.Threading.Channels.ChannelWriter<(string Category, string Line)> writer) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                writer.TryWrite((category, formatter(state, exception)));
        }
    }
}
