using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Tracker.Storage.Sqlite;

/// <summary>A connection and the statements that are prepared on it. Belongs to one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection { get; } = connection;

    /// <summary>What the function <c>matches(place, text)</c> of this connection looks for.</summary>
    public IReadOnlyList<Regex> Patterns { get; set; } = [];

    /// <summary>Asked before each match: SQLite's own watch does not look while a text is matched, and many slow matches fall between two looks.</summary>
    public Func<bool> IsTooLate { get; set; } = static () => false;

    /// <summary>A match of the last statement took too long, by itself or with all before it.</summary>
    public bool MatchingGaveUp { get; set; }

    /// <summary>Teaches the connection to match texts with <see cref="Patterns"/>.</summary>
    public SqliteSession WithMatching()
    {
        Connection.CreateFunction("matches", (long place, string? text) => text is not null && Matches(Patterns[(int)place], text));
        return this;
    }

    /// <summary>The statement with its parameters ($1, $2, ...) set.</summary>
    public SqliteCommand Statement(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            command.Prepare();
            _statements.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Statement(sql, values).ExecuteNonQuery();

    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) => Statement(sql, values).ExecuteReader();

    private bool Matches(Regex pattern, string text)
    {
        try
        {
            return IsTooLate() ? throw new RegexMatchTimeoutException() : pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // SQLite hands on the sentence alone.
            MatchingGaveUp = true;
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in _statements.Values) command.Dispose();
        Connection.Dispose();
    }
}
