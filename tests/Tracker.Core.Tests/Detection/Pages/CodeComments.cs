using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tracker.Core.Monitoring;

namespace Tracker.Core.Tests.Detection.Pages;

/// <summary>The comments of Tracker.Core, from the file that the compiler writes of them.</summary>
internal static partial class CodeComments
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(typeof(RunMonitor).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>A part of a type's comment as one line of Markdown; empty where it is not there.</summary>
    public static string Of(Type type, string part) => Text($"T:{type.FullName}", part);

    /// <summary>The summary of a property.</summary>
    public static string Of(Type type, string property, string part) => Text($"P:{type.FullName}.{property}", part);

    private static string Text(string member, string part) =>
        Members.TryGetValue(member, out var found) && found.Element(part) is { } element ? Space().Replace(Markdown(element), " ").Trim() : "";

    private static string Markdown(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref") ?? "").Split('.')[^1]}`",
        XElement other => Markdown(other),
        _ => "",
    }));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
