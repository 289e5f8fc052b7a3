using Microsoft.Extensions.DependencyInjection;

namespace Tracker.Storage.Sqlite;

/// <summary>Adds the store that is one SQLite file.</summary>
public static class SqliteStorageServices
{
    /// <summary>
    /// Adds journal and run store on <c>tracker.db</c>. Configure <see cref="SqliteStorageOptions"/> with the data directory.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services)
    {
        services.AddOptions<SqliteStorageOptions>().ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
