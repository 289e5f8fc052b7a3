using System.Reflection;

namespace Tracker.Storage.Migrations;

/// <summary>One step of the schema, from the embedded file of its number. A step that was released never changes.</summary>
/// <param name="Version">The schema's version once it is done.</param>
/// <param name="Name">Name of the embedded file.</param>
internal sealed record Migration(int Version, string Name)
{
    private readonly string? _sql;

    /// <summary>A step of a test, which has no file.</summary>
    internal Migration(int version, string name, string sql)
        : this(version, name) => _sql = sql;

    /// <summary>All, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
        [new(1, "0001_Initial.sql"), new(2, "0002_Chunks.sql"), new(3, "0003_SearchAndKeeping.sql")];

    /// <summary>The version that this Tracker writes.</summary>
    public static int Latest => All[^1].Version;

    public string Sql()
    {
        if (_sql is not null) return _sql;
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Tracker.Storage.Migrations.{Name}")
            ?? throw new InvalidOperationException($"The schema file {Name} is missing in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
