using System.Xml.Linq;

namespace Tracker.Architecture.Tests;

/// <summary>The allowed arrows between projects, as docs/architecture.md draws them, read from the project files.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Tracker.Core"] = [],
        ["Tracker.Contracts"] = [],
        ["Tracker.Runtime"] = ["Tracker.Core"],
        ["Tracker.Storage"] = ["Tracker.Core", "Tracker.Runtime"],
        ["Tracker.Client"] = ["Tracker.Contracts"],
        ["Tracker.Replay"] = ["Tracker.Core"],
        ["Tracker.Plugins.Abstractions"] = [],
        ["Tracker.Plugins.Torch"] = ["Tracker.Plugins.Abstractions"],
        ["Tracker.JobHost"] = ["Tracker.Client", "Tracker.Plugins.Abstractions", "Tracker.Plugins.Torch"],
        ["Tracker.Daemon"] = ["Tracker.Storage", "Tracker.Runtime", "Tracker.Contracts", "Tracker.Core"],
        ["Tracker.Cli"] = ["Tracker.Client", "Tracker.Replay", "Tracker.Core", "Tracker.Plugins.Abstractions"],
    };

    private static readonly string[] PluginMayReference = ["Tracker.Plugins.Abstractions", "Tracker.Plugins.Torch"];

    public static TheoryData<string> SourceProjects =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(folder => new DirectoryInfo(folder).Name)];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void References_OfASourceProject_AreAllowed(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is new: give it a sentence and its arrows in docs/architecture.md, then here.");
        Assert.Empty(References(Path.Combine("src", project, $"{project}.csproj"), "ProjectReference").Except(Allowed[project]));
    }

    [Fact]
    public void References_OfAPlugin_AreThePluginSurfaceOnly()
    {
        var plugins = Directory.Exists(Path.Combine(Repository.Root, "plugins"))
            ? Directory.GetFiles(Path.Combine(Repository.Root, "plugins"), "*.csproj", SearchOption.AllDirectories)
            : [];
        Assert.All(plugins, plugin => Assert.Empty(References(plugin, "ProjectReference").Except(PluginMayReference)));
    }

    [Fact]
    public void Core_HasNoPackages()
    {
        var packages = References(Path.Combine("src", "Tracker.Core", "Tracker.Core.csproj"), "PackageReference");
        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], packages);
    }

    [Fact]
    public void Libtorch_IsReferencedByTheJobHostAndOneTestProjectOnly()
    {
        var users = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file => !file.Contains("artifacts", StringComparison.Ordinal))
            .Where(file => References(file, "PackageReference").Contains("libtorch-cpu-linux-x64"))
            .Select(Path.GetFileNameWithoutExtension)
            .Order();
        Assert.Equal(["Tracker.JobHost", "Tracker.Plugins.Torch.Tests"], users);
    }

    private static string[] References(string projectFile, string kind) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, projectFile)).Descendants(kind)
            .Select(element => (string)element.Attribute("Include")!)
            .Select(include => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(include) : include)];
}
