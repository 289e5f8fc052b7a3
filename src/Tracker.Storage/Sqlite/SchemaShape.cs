using Microsoft.Data.Sqlite;
using Tracker.Runtime.Journal;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// What the schema of a version is made of. A file may tell a version and not have it, by a tool, by a hand or by somebody who gave a backup
/// away: better said at the start than when the first acknowledgement is due, and a trigger could take back what was acknowledged.
/// </summary>
internal static class SchemaShape
{
    private const string PartsSql =
        """
        SELECT s.type, s.name, coalesce(c.name, '')
        FROM sqlite_schema s LEFT JOIN pragma_table_xinfo(CASE WHEN s.type = 'table' THEN s.name END) c
        WHERE s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
        """;

    /// <summary>Tables, columns and indexes must all be there; more of them do no harm. Triggers act by themselves: there may be none.</summary>
    /// <exception cref="StoreException">The file has not the schema that it tells.</exception>
    public static void Check(SqliteConnection connection, string path, IEnumerable<Migration> migrations)
    {
        var found = Parts(connection);
        foreach (var part in Expected(migrations))
        {
            if (!found.Contains(part)) throw Wrong(path, $"it has no {part}");
        }

        if (found.FirstOrDefault(static part => part.Type == "trigger") is { Name: not null } trigger) throw Wrong(path, $"it has the {trigger}");
    }

    private static HashSet<Part> Expected(IEnumerable<Migration> migrations)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        foreach (var migration in migrations) SqliteDatabase.Execute(connection, migration.Sql());
        var parts = Parts(connection);
        // Views are for people who look into the file.
        parts.RemoveWhere(static part => part.Type == "view");
        return parts;
    }

    private static HashSet<Part> Parts(SqliteConnection connection)
    {
        var parts = new HashSet<Part>();
        using var command = connection.CreateCommand();
        command.CommandText = PartsSql;
        using var rows = command.ExecuteReader();
        while (rows.Read()) parts.Add(new Part(rows.GetString(0), rows.GetString(1), rows.GetString(2)));
        return parts;
    }

    private static StoreException Wrong(string path, string what) =>
        new($"{path} was changed by something else ({what}): keep a copy, and restore a backup, or start with another --data-dir.");

    private readonly record struct Part(string Type, string Name, string Column)
    {
        public override string ToString() => Column.Length > 0 ? $"{Type} {Name} with {Column}" : $"{Type} {Name}";
    }
}
