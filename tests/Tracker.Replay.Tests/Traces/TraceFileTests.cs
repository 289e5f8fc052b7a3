using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;
using Tracker.Replay.Traces;

namespace Tracker.Replay.Tests.Traces;

/// <summary>Every script of tests/traces, and that every detector has the three that the house asks for.</summary>
public sealed class TraceFileTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.trace", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Detectors =>
        [.. new RunMonitor(new RunId(1), new MonitorOptions()).Describe().Judgements.Select(judgement => judgement.Detector)];

    private static string Folder { get; } = Find();

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_OfATrace_MeetsItsExpectations(string file)
    {
        var result = TraceRunner.Run(Parse(file));
        Assert.True(result.Failures.IsEmpty, $"{file}\n{string.Join('\n', result.Failures)}\n\nevents:\n{string.Join('\n', result.Playback.Events.Take(40).Select(EventText.Of))}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_AgainAndSavedMidway_GivesTheSameEvents(string file)
    {
        var script = Parse(file);
        var first = Texts(TraceRunner.Run(script));
        Assert.Equal(first, Texts(TraceRunner.Run(script)));
        Assert.Equal(first, Texts(TraceRunner.Run(script, reloadEvery: 61)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Parse_OfATrace_ExpectsSomething(string file) => Assert.NotEmpty(Parse(file).Expectations);

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Detector_HasAFiringAHealthyAndANearMissTrace(string detector)
    {
        foreach (var kind in new[] { "firing", "healthy", "near-miss" })
        {
            var folder = Path.Combine(Folder, detector);
            Assert.True(
                Directory.Exists(folder) && Directory.EnumerateFiles(folder, $"{kind}*.trace").Any(),
                $"tests/traces/{detector} needs a trace {kind}.trace (or {kind}-something.trace).");
        }
    }

    private static List<string> Texts(TraceResult result) => [.. result.Playback.Events.Select(EventText.Of)];

    private static TraceScript Parse(string file) => TraceScript.Parse(File.ReadAllText(Path.Combine(Folder, file)));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var traces = Path.Combine(folder.FullName, "tests", "traces");
            if (Directory.Exists(traces)) return traces;
        }

        throw new DirectoryNotFoundException($"tests/traces is not above {AppContext.BaseDirectory}.");
    }
}
