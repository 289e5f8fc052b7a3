using System.Globalization;
using System.Text;
using Tracker.Core.Diagnosis;
using Tracker.Core.Diagnosis.Weights;
using Tracker.Core.Tests.Detection.Pages;
using Tracker.Testing;

namespace Tracker.Core.Tests.Diagnosis.Pages;

/// <summary>docs/causes.md is what the code says: UPDATE_DOCS=1 writes it anew.</summary>
public sealed class CausesPageTests
{
    private const string Start = "## The causes";

    private static string File => Path.Combine(Repository.Root, "docs", "causes.md");

    [Fact]
    public void Page_OfAllCauses_IsWhatTheCodeSays()
    {
        var page = System.IO.File.ReadAllText(File);
        var start = page.IndexOf(Start, StringComparison.Ordinal) is >= 0 and var at ? at : page.Length;
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") System.IO.File.WriteAllText(File, page = page[..start] + Render());
        Assert.Equal(Render(), page[start..]);
    }

    [Fact]
    public void Weights_OfEachCause_HaveSomethingForIt()
    {
        var table = WeightTable.Default;
        Assert.All(DiagnosisEngine.Causes, cause => Assert.Contains(table.Evidence, evidence => table.Weight(evidence, cause.Id) >= 2));
    }

    [Fact]
    public void Weights_AreOfEvidenceThatTheCodeCanFind()
    {
        var sources = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "src", "Tracker.Core", "Diagnosis", "Sources"), "*.cs").Select(System.IO.File.ReadAllText));
        var unknown = WeightTable.Default.Evidence.Where(id =>
            id != WeightTable.Always && !id.StartsWith("alert-", StringComparison.Ordinal) && !id.StartsWith("info-", StringComparison.Ordinal)
            && !id.StartsWith("past-", StringComparison.Ordinal) && !sources.Contains($"\"{id}\"", StringComparison.Ordinal));
        Assert.Empty(unknown);
    }

    private static string Render()
    {
        var text = new StringBuilder(Start).Append('\n');
        var table = WeightTable.Default;
        foreach (var cause in DiagnosisEngine.Causes.OrderBy(cause => cause.Id, StringComparer.Ordinal))
        {
            var weights = table.Evidence.Where(id => id is not (WeightTable.Always or "warning")).Select(id => (Id: id, Weight: table.Weight(id, cause.Id))).ToList();
            text.Append(CultureInfo.InvariantCulture, $"\n### {cause.Id}\n\n{CodeComments.Of(cause.GetType(), "summary")}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"- For it: {List(weights.Where(one => one.Weight >= 0.5).OrderByDescending(one => one.Weight))}\n");
            var against = weights.Where(one => one.Weight <= -0.5 && one.Weight < table.Usual(one.Id)).OrderBy(one => one.Weight);
            text.Append(CultureInfo.InvariantCulture, $"- Against it: {List(against)}\n");
            text.Append(CultureInfo.InvariantCulture, $"- Remedies: {string.Join(", ", cause.Remedies.Select(remedy => $"`{remedy}`"))}\n");
        }

        return text.ToString();
    }

    private static string List(IEnumerable<(string Id, double Weight)> weights)
    {
        var list = string.Join(", ", weights.Select(one => string.Create(CultureInfo.InvariantCulture, $"`{one.Id}` {one.Weight:+0.0;-0.0}")));
        return list.Length == 0 ? "nothing of its own" : list;
    }
}
