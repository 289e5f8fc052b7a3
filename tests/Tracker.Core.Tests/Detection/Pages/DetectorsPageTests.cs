using System.Reflection;
using Tracker.Core.Detection;

namespace Tracker.Core.Tests.Detection.Pages;

/// <summary>docs/detectors.md is what the code says: UPDATE_DOCS=1 writes it anew.</summary>
public sealed class DetectorsPageTests
{
    public static TheoryData<string> Ids => [.. DetectorsPage.Detectors.Select(entry => entry.Id)];

    [Fact]
    public void Page_OfAllDetectors_IsWhatTheCodeSays()
    {
        var page = File.ReadAllText(DetectorsPage.File);
        var start = page.IndexOf("## The detectors", StringComparison.Ordinal) is >= 0 and var at ? at : page.Length;
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(DetectorsPage.File, page = page[..start] + DetectorsPage.Render());

        Assert.Equal(DetectorsPage.Render(), page[start..]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Detector_InItsComment_SaysAllThatThePageShows(string id)
    {
        var detector = Entry(id).Detector;

        Assert.All(DetectorsPage.Parts.Select(part => part.Tag).Prepend("summary"), part => Assert.NotEqual("", CodeComments.Of(detector, part)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Options_OfADetector_HaveAMeaningAUnitAndADefaultWithinTheirRange(string id)
    {
        var entry = Entry(id);
        var values = entry.CopyOptions();

        Assert.All(entry.Options, option =>
        {
            Assert.NotEqual("", CodeComments.Of(entry.OptionsType, option.Name, "summary"));
            Assert.NotEqual("", option.Unit);
            Assert.True(option.TrySet(values, option.ValueIn(values).Replace(",", "", StringComparison.Ordinal)), $"{option.Name}: {option.ValueIn(values)}");
        });
    }

    /// <summary>What people cannot set is set elsewhere, and its comment says where.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Properties_OfOptions_CanBeSetByPeople(string id)
    {
        var closed = Entry(id).OptionsType.GetProperties().Where(property => property.CanWrite && property.GetCustomAttribute<OptionAttribute>() is null);

        Assert.All(closed, property => Assert.Contains("Tracker:", CodeComments.Of(property.DeclaringType!, property.Name, "summary"), StringComparison.Ordinal));
    }

    private static DetectorEntry Entry(string id) => DetectorsPage.Detectors.Single(entry => entry.Id == id);
}
