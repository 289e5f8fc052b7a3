using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Tracker.Core.Monitoring;
using Tracker.Daemon.Access;
using Tracker.Daemon.Hosting.Tls;
using Tracker.Daemon.Lookup;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Keeping;
using Tracker.Runtime.Search;
using Tracker.Storage.Sqlite;

namespace Tracker.Daemon.Hosting;

/// <summary>What the doors stand on: options, logs, listeners and access.</summary>
internal static class HostServices
{
    public static void AddDaemonHost(this WebApplicationBuilder builder, DaemonOptions options, DataDirectory directory)
    {
        // What keeps the daemon from starting is said before anything of it runs.
        var tokenFile = new TokenFile(directory.Tokens);
        var tokens = tokenFile.Read();
        NetworkBind.RefuseWithoutToken(options, tokens.Any(token => !(token.ExpiresAt <= TimeProvider.System.GetUtcNow())));
        var monitor = options.Monitor with { Rules = RuleFiles.Read(options.Rules) };
        builder.AddTls(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(directory);
        builder.Services.AddSingleton<IOptionsFactory<IngestLimits>>(new KnownOptions<IngestLimits>(options.Limits));
        builder.Services.AddSingleton<IOptionsFactory<MailboxOptions>>(new KnownOptions<MailboxOptions>(options.Runs));
        builder.Services.AddSingleton<IOptionsFactory<SearchOptions>>(new KnownOptions<SearchOptions>(options.Search));
        builder.Services.AddSingleton<IOptionsFactory<RetentionOptions>>(new KnownOptions<RetentionOptions>(options.Retention));
        builder.Services.AddSingleton<IOptionsFactory<MonitorOptions>>(new KnownOptions<MonitorOptions>(monitor));
        builder.Services.AddSingleton<IOptionsFactory<SqliteStorageOptions>>(new KnownOptions<SqliteStorageOptions>(
            options.Store.ToStorage(directory.Root, options.MaxStoreBytes)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<BoundAddresses>();
        builder.Services.AddSingleton<DoorInstruments>();
        builder.Services.AddSingleton<FaultLog>();
        builder.Services.AddSingleton(ControlToken.Open(directory.ControlToken));
        builder.Services.AddSingleton<AccessInstruments>();
        builder.Services.AddSingleton(services => new TokenRegistry(
            tokenFile, tokens, options.MaxTokens, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<TokenRegistry>>()));
        builder.Services.AddSingleton<CallerAccess>();
        builder.Services.AddSingleton<RunFinder>();
        builder.Services.AddHostedService<QuietHeap>();
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));

        var listeners = new Listeners(options);
        builder.Services.AddSingleton(listeners);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => listeners.Configure(kestrel, kestrel.ApplicationServices.GetService<TlsDoor>()));
        builder.WebHost.UseSockets(sockets => sockets.Backlog = options.Transport.Backlog);
        ServerStop.Bound(builder.Services);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.Limits.MessageBytes;
            grpc.Interceptors.Add<CallerInterceptor>();
            grpc.Interceptors.Add<FaultInterceptor>();
        });
    }

    private static void AddTls(this WebApplicationBuilder builder, DaemonOptions options)
    {
        if (options.Tls.CertificateFile is null) return;
        var first = TlsDoor.LoadFirst(options.Tls, TimeProvider.System.GetUtcNow());
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton(services => new TlsDoor(
            first, options.Tls, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<TlsDoor>>()));
    }

    public static void AddDaemonLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        // Standard output carries the one line that says where the daemon listens.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        // A probe a second is no news: the store logs its own trouble once.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Both log what this daemon turns into an answer or a sentence of its own.
        builder.Logging.AddFilter("Grpc.AspNetCore.Server", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Whatever level is configured: these write whole addresses, and a caller may have put a token in one.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning);
    }

    /// <summary>In this order every request is judged, those of routes that are not there too.</summary>
    public static void UseDaemonGuards(this WebApplication app)
    {
        app.UseMiddleware<FaultBarrier>();
        app.UseMiddleware<OriginGuard>();
        app.UseMiddleware<MisplacedTokenGuard>();
        app.UseRouting();
        app.UseMiddleware<AccessGate>();
        app.UseMiddleware<CallGate>();
        // Counts from the first connection on.
        app.Services.GetRequiredService<DoorInstruments>();
    }
}
