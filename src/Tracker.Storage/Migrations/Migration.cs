using System.Reflection;

namespace Tracker.Storage.Migrations;

/// <summary>One step of the schema, from the embedded file of its number. A step that was released never changes.</summary>
/// <param name="Version">The schema's version once it is done.</param>
/// <param name="Name">Name of the embedded file.</param>
internal sealed record Migration(int Version, string Name)
{
    /// <summary>All, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [new(1, "0001_Initial.sql")];

    /// <summary>The version that this Tracker writes.</summary>
    public static int Latest => All[^1].Version;

    public string Sql()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Tracker.Storage.Migrations.{Name}")
            ?? throw new InvalidOperationException($"The schema file {Name} is missing in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
