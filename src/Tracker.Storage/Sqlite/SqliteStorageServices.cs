using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Keeping;

namespace Tracker.Storage.Sqlite;

/// <summary>Adds the store that is one SQLite file.</summary>
public static class SqliteStorageServices
{
    /// <summary>
    /// Adds journal and run store on <c>tracker.db</c>. Configure <see cref="SqliteStorageOptions"/> with the data directory. The file
    /// is opened when one of the ports is first asked for: a <see cref="StoreException"/> says in one sentence why it cannot be.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services)
    {
        services.AddOptions<SqliteStorageOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TrackerMeter>();
        services.TryAddSingleton<JournalInstruments>();
        services.TryAddSingleton<SqliteStore>();
        services.TryAddSingleton<IJournal>(static provider => provider.GetRequiredService<SqliteStore>().Journal);
        services.TryAddSingleton<IRunStore>(static provider => provider.GetRequiredService<SqliteStore>().Runs);
        services.TryAddSingleton<IRunKeeping>(static provider => provider.GetRequiredService<SqliteStore>().Keeping);
        services.TryAddSingleton(static provider => new StoreBackup(provider.GetRequiredService<SqliteStore>()));
        services.TryAddSingleton<ICurveStore>(static provider => provider.GetRequiredService<SqliteStore>().Curves);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteMaintenance>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteSealer>());
        return services;
    }
}
