using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Tables;

/// <summary>A profile as one JSON object.</summary>
internal static class ProfileLine
{
    public static void Write(string file, TableProfile table)
    {
        var classes = new JsonObject();
        if (table.Label.HasClasses)
            foreach (var (name, count) in ProfileProblem.Classes(table)) classes[name] = count;
        var profile = new JsonObject();
        foreach (var (name, value) in table.Profile.Values) profile[name] = value;
        Console.Out.WriteLine(ProtoJson.Line(new JsonObject
        {
            ["type"] = "profile",
            ["file"] = file,
            ["label"] = table.Label.Name,
            ["classes"] = classes,
            ["profile"] = profile,
            ["features"] = new JsonArray([.. table.Features.Select((column, i) => (JsonNode)Feature(column, table.Profile.Features[i]))]),
            ["problems"] = new JsonArray([.. ProfileProblem.Of(table).Select(problem => (JsonNode)new JsonObject
            {
                ["measure"] = problem.Measure,
                ["sentence"] = problem.Sentence,
                ["advice"] = problem.Advice,
            })]),
        }));
    }

    private static JsonObject Feature(TableColumn column, Plugins.Abstractions.FeatureProfile feature) => new()
    {
        ["name"] = column.Name,
        ["kind"] = column.IsNumeric ? "number" : "category",
        ["missing"] = feature.Missing,
        ["mean"] = column.IsNumeric ? feature.Mean : null,
        ["least"] = double.IsFinite(feature.Least) ? feature.Least : null,
        ["greatest"] = double.IsFinite(feature.Greatest) ? feature.Greatest : null,
        ["outlierShare"] = feature.OutlierShare,
        ["constant"] = feature.IsConstant,
        ["informative"] = feature.IsInformative,
    };
}
