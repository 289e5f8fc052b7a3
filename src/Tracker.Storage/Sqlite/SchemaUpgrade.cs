using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tracker.Runtime.Journal;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Brings a file of an older schema up to date. A copy is made and checked first; then each step is one transaction, so that whenever
/// it stops, the file has the schema before that step or after it.
/// </summary>
internal sealed partial class SchemaUpgrade(SqliteDatabase database, IReadOnlyList<Migration> migrations, TimeProvider time, ILogger logger)
{
    private const string VersionSql = "PRAGMA user_version";

    /// <exception cref="StoreException">It could not be done; the file is as it was, or as a whole step left it.</exception>
    public void Run(SqliteConnection connection)
    {
        var from = (int)SqliteDatabase.Number(connection, VersionSql);
        var to = migrations[^1].Version;
        if (from >= to) return;
        var copies = new SchemaCopies(database, time);
        var copy = from == 0 ? null : Copy(copies, connection, from);
        foreach (var migration in migrations) Step(connection, migration, copy);
        if (copy is null) return;
        copies.RemoveOld();
        LogUpgraded(database.Path, from, to, copy);
    }

    private string Copy(SchemaCopies copies, SqliteConnection connection, int from)
    {
        LogCopying(database.Path, from);
        return copies.Make(connection, from);
    }

    private void Step(SqliteConnection connection, Migration migration, string? copy)
    {
        try
        {
            // The version is read within the transaction: two processes may come here at once.
            SqliteDatabase.Execute(connection, "BEGIN IMMEDIATE");
            if (SqliteDatabase.Number(connection, VersionSql) < migration.Version)
            {
                SqliteDatabase.Execute(
                    connection,
                    $"{migration.Sql()} PRAGMA application_id={SqliteDatabase.ApplicationId}; PRAGMA user_version={migration.Version};");
            }

            SqliteDatabase.Execute(connection, "COMMIT");
        }
        catch (SqliteException error) when (copy is not null)
        {
            throw new StoreException(
                $"{database.Path} could not be brought to schema {migration.Version} ({SqliteErrors.Sentence(error, database.Path).TrimEnd('.')}). "
                + $"Nothing of that step was done: start again when the cause is gone, or put its copy {copy} in its place for the Tracker that wrote it.",
                error);
        }
    }
}
