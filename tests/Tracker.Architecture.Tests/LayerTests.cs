using System.Text.RegularExpressions;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Tracker.Architecture.Tests;

/// <summary>The layers inside Core and the edges inside Daemon.</summary>
public sealed class LayerTests
{
    private static readonly ArchUnitNET.Domain.Architecture Core = new ArchLoader().LoadAssemblies(typeof(Tracker.Core.Runs.RunId).Assembly).Build();

    /// <summary>From left to right: each folder may use only what stands before it.</summary>
    private static readonly string[][] Layers = [["Runs", "Metrics"], ["Detection"], ["Alerting"], ["Diagnosis"], ["Remediation"], ["Monitoring"]];

    public static TheoryData<string, string> ForbiddenArrows
    {
        get
        {
            var arrows = new TheoryData<string, string>();
            for (var left = 0; left < Layers.Length; left++)
            {
                for (var right = left + 1; right < Layers.Length; right++)
                {
                    foreach (var user in Layers[left])
                    {
                        foreach (var used in Layers[right]) arrows.Add(user, used);
                    }
                }
            }

            return arrows;
        }
    }

    [Theory]
    [MemberData(nameof(ForbiddenArrows))]
    public void CoreFolder_UsesOnlyWhatStandsToItsLeft(string user, string used)
    {
        // A finding carries what to do about it: the plan is the one type of Remediation that stands to its right and is seen.
        // A verdict says how grave what it sees is: severity is the one word of Alerting that Detection knows.
        var exceptions = (user, used) switch
        {
            ("Diagnosis", "Remediation") => "(?!RemedyPlan$)",
            ("Detection", "Alerting") => "(?!Severity$)",
            _ => "",
        };
        var rule = Types().That().ResideInNamespaceMatching($@"^Tracker\.Core\.{user}(\..*)?$")
            .Should().NotDependOnAny(Types().That().HaveFullNameMatching($@"^Tracker\.Core\.{used}\.{exceptions}.*$"))
            .WithoutRequiringPositiveResults();
        rule.Check(Core);
    }

    [Fact]
    public void LayerRule_OnAnArrowThatIsThere_Fails()
    {
        var rule = Types().That().ResideInNamespaceMatching(@"^Tracker\.Core\.Monitoring(\..*)?$")
            .Should().NotDependOnAny(Types().That().HaveFullNameMatching(@"^Tracker\.Core\.Runs\..*$"));
        Assert.False(rule.HasNoViolations(Core));
    }

    [Fact]
    public void DaemonEdges_NeverReferenceOneAnother()
    {
        string[] edges = ["Ingest", "Export", "Notify", "Api"];
        var folder = Path.Combine(Repository.Root, "src", "Tracker.Daemon");
        foreach (var edge in edges.Where(edge => Directory.Exists(Path.Combine(folder, edge))))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, edge), "*.cs", SearchOption.AllDirectories))
            {
                var uses = Regex.Matches(File.ReadAllText(file), @"Tracker\.Daemon\.(\w+)").Select(match => match.Groups[1].Value);
                Assert.Empty(uses.Where(used => used != edge && edges.Contains(used)).Select(used => $"{file} uses {used}"));
            }
        }
    }
}
