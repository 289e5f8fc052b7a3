using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Tracker.Core.Detection.Detectors;

namespace Tracker.Core.Detection;

/// <summary>Every detector, in the order in which they are asked: those that others yield to come first.</summary>
internal sealed class DetectorCatalog
{
    /// <summary>Raised by hand wherever a formula changes without a change of layout or options.</summary>
    private const int Rules = 5;

    private readonly ulong[] _yieldsTo;

    public DetectorCatalog(IReadOnlyList<DetectorEntry> entries)
    {
        Entries = entries;
        Offsets = new int[entries.Count];
        _yieldsTo = new ulong[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            Offsets[i] = StateSize;
            StateSize += entries[i].StateSize;
            for (var other = 0; other < entries.Count; other++)
            {
                if (entries[i].YieldsTo.Contains(entries[other].Id)) _yieldsTo[i] |= 1ul << other;
            }
        }
    }

    public IReadOnlyList<DetectorEntry> Entries { get; }

    /// <summary>Bytes of the states of all detectors.</summary>
    public int StateSize { get; }

    private int[] Offsets { get; }

    public StalledRunOptions StalledRun { get; private init; } = new();

    /// <summary>The detectors that are on.</summary>
    /// <param name="stalledRun">Options of the detector that the watch over silence shares.</param>
    /// <param name="settings">What people set, see <see cref="DetectorSettings"/>.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message is one sentence.</exception>
    public static DetectorCatalog Default(
        StalledRunOptions stalledRun, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? settings = null)
    {
        var entries = All(stalledRun);
        if (settings is null or { Count: 0 }) return new DetectorCatalog(entries) { StalledRun = stalledRun };
        var on = DetectorSettings.Apply(entries, settings, out var problem);
        if (problem is not null) throw new ArgumentException(problem, nameof(settings));
        var watch = on.FirstOrDefault(static entry => entry.Id == StalledRunDetector.Id);
        return new DetectorCatalog(on) { StalledRun = (StalledRunOptions?)watch?.CopyOptions() ?? stalledRun };
    }

    /// <summary>Every detector that there is.</summary>
    public static IReadOnlyList<DetectorEntry> All(StalledRunOptions stalledRun) =>
    [
        new DetectorEntry<NonFiniteDetector, NonFiniteState, NonFiniteOptions>(new()),
        new DetectorEntry<DivergedDetector, NoState, DivergedOptions>(new()),
        new DetectorEntry<StuckLossDetector, NoState, StuckLossOptions>(new()),
        new DetectorEntry<SlowLearningDetector, NoState, SlowLearningOptions>(new()),
        new DetectorEntry<OscillationDetector, OscillationState, OscillationOptions>(new()),
        new DetectorEntry<TrainValDivergenceDetector, NoState, TrainValDivergenceOptions>(new()),
        new DetectorEntry<ResumeRegressionDetector, NoState, ResumeRegressionOptions>(new()),
        new DetectorEntry<RegressedDetector, RegressedState, RegressedOptions>(new()),
        new DetectorEntry<SpikeDetector, NoState, SpikeOptions>(new()),
        new DetectorEntry<MetricFrozenDetector, NoState, MetricFrozenOptions>(new()),
        new DetectorEntry<ExplodingGradientsDetector, NoState, ExplodingGradientsOptions>(new()),
        new DetectorEntry<VanishingGradientsDetector, NoState, VanishingGradientsOptions>(new()),
        new DetectorEntry<DeadUnitsDetector, NoState, DeadUnitsOptions>(new()),
        new DetectorEntry<SaturatedUnitsDetector, NoState, SaturatedUnitsOptions>(new()),
        new DetectorEntry<InitialLossDetector, NoState, InitialLossOptions>(new()),
        new DetectorEntry<MinorityIgnoredDetector, NoState, MinorityIgnoredOptions>(new()),
        new DetectorEntry<UnderfittingDetector, NoState, UnderfittingOptions>(new()),
        new DetectorEntry<MetricRegressedDetector, NoState, MetricRegressedOptions>(new()),
        new DetectorEntry<ValidationFlatDetector, ValidationFlatState, ValidationFlatOptions>(new()),
        new DetectorEntry<ConvergedDetector, ConvergedState, ConvergedOptions>(new()),
        new DetectorEntry<ThroughputDropDetector, NoState, ThroughputDropOptions>(new()),
        new DetectorEntry<StalledRunDetector, NoState, StalledRunOptions>(stalledRun),
    ];

    /// <summary>The part of the state memory that belongs to a detector.</summary>
    public Span<byte> StateOf(int detector, Span<byte> states) => states.Slice(Offsets[detector], Entries[detector].StateSize);

    /// <summary>One of the detectors that it yields to fires, by a bit for each.</summary>
    public bool Yields(int detector, ulong firing) => (_yieldsTo[detector] & firing) != 0;

    /// <summary>Names ids, layouts, options and rules.</summary>
    public string Version(string options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Rules};{Unsafe.SizeOf<RunState>()};{options}");
        foreach (var entry in Entries) text.Append(CultureInfo.InvariantCulture, $";{entry.Id}:{entry.StateSize}:{entry.OptionValues}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
