using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Events;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Keeping;
using Tracker.Storage.Sqlite;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>The runtime on a real SQLite file, with a clock of its own and a switch that cuts it off from the disk.</summary>
internal sealed class TrackerHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private bool _stopped;

    private TrackerHost(ServiceProvider services, TwoClocks time, Outage outage)
    {
        _services = services;
        Time = time;
        Outage = outage;
        Router = services.GetRequiredService<RunRouter>();
        Store = services.GetRequiredService<IRunStore>();
        Journal = services.GetRequiredService<IJournal>();
        Bus = services.GetRequiredService<RunEventBus>();
    }

    public RunRouter Router { get; }

    public IRunStore Store { get; }

    public IJournal Journal { get; }

    public RunEventBus Bus { get; }

    public TwoClocks Time { get; }

    /// <summary>Past the switch.</summary>
    public IRunKeeping Keeping => _services.GetRequiredService<InnerStore>().Get<IRunKeeping>();

    public Outage Outage { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<TrackerHost> StartAsync(
        string folder,
        DateTimeOffset? at = null,
        MonitorOptions? monitor = null,
        IngestLimits? limits = null,
        MailboxOptions? mailbox = null,
        params OutboxConsumer[] consumers)
    {
        var time = new TwoClocks(at ?? Sent.Start);
        var outage = new Outage();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(Options.Create(new SqliteStorageOptions { DataDirectory = folder }));
        services.AddSingleton(Options.Create(monitor ?? new MonitorOptions()));
        services.AddSingleton(Options.Create(limits ?? new IngestLimits()));
        services.AddSingleton(Options.Create(mailbox ?? new MailboxOptions()));
        foreach (var consumer in consumers) services.AddSingleton(consumer);

        // The real store stands behind the switch.
        var inner = new ServiceCollection();
        inner.AddLogging();
        inner.AddSingleton(Options.Create(new SqliteStorageOptions { DataDirectory = folder }));
        inner.AddSqliteStorage();
        services.AddSingleton(_ => new InnerStore(inner.BuildServiceProvider()));
        services.AddSingleton<IJournal>(p => new CutJournal(p.GetRequiredService<InnerStore>().Get<IJournal>(), outage));
        services.AddSingleton<IRunStore>(p => new CutRunStore(p.GetRequiredService<InnerStore>().Get<IRunStore>(), outage));
        services.AddTrackerRuntime();
        var host = new TrackerHost(services.BuildServiceProvider(), time, outage);
        foreach (var service in host._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>As a power cut: nothing more reaches the disk, nothing is saved.</summary>
    public async Task KillAsync()
    {
        Outage.Kind = OutageKind.Dead;
        _stopped = true;
        await _services.GetRequiredService<InnerStore>().DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopped) return;
        _stopped = true;
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    /// <summary>A wall clock that somebody may set, and time itself, which goes on.</summary>
    internal sealed class TwoClocks(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan WallIsOffBy { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallIsOffBy;

        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }

    private sealed class InnerStore(ServiceProvider services) : IAsyncDisposable
    {
        public T Get<T>()
            where T : notnull => services.GetRequiredService<T>();

        public ValueTask DisposeAsync() => services.DisposeAsync();
    }
}
