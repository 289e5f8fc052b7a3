using System.Reflection;
using System.Runtime.CompilerServices;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection;

public sealed class DetectorCatalogTests
{
    private static readonly DetectorCatalog Catalog = DetectorCatalog.Default(new StalledRunOptions());

    public static TheoryData<Type> StateTypes =>
    [
        typeof(RunState), typeof(AlertStateMachine), typeof(SeriesState), typeof(NonFiniteState), typeof(OscillationState), typeof(NoState),
        typeof(ValidationFlatState), typeof(ConvergedState), typeof(RegressedState),
    ];

    [Fact]
    public void Entries_HaveTheIdsThatStoredRunsKnow() => Assert.Equal(
        [
            "converged", "dead-units", "diverged", "exploding-gradients", "initial-loss", "metric-frozen", "metric-regressed", "minority-ignored",
            "non-finite", "oscillation", "regressed", "resume-regression", "saturated-units", "slow-learning", "spike", "stalled-run", "stuck-loss", "throughput-drop",
            "train-val-divergence", "underfitting", "validation-flat", "vanishing-gradients",
        ],
        Catalog.Entries.Select(entry => entry.Id).Order());

    [Fact]
    public void Entries_YieldOnlyToDetectorsThatAreAskedBefore()
    {
        var before = new HashSet<string>();
        foreach (var entry in Catalog.Entries)
        {
            Assert.Subset(before, entry.YieldsTo.ToHashSet());
            before.Add(entry.Id);
        }
    }

    [Fact]
    public void Entries_AreAllDetectorsThatExist()
    {
        var written = typeof(DetectorCatalog).Assembly.GetTypes().Where(type => type.GetInterfaces().Any(
            face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IDetector<,>)));
        Assert.Equal(
            written.Select(type => type.Name).Order(),
            Catalog.Entries.Select(entry => entry.GetType().GetGenericArguments()[0].Name).Order());
    }

    /// <summary>States are saved bit by bit: a gap between fields would make equal states differ.</summary>
    [Theory]
    [MemberData(nameof(StateTypes))]
    public void States_HaveNoPadding(Type type) => Assert.Equal(SizeOf(type), FieldBytes(type));

    private static int SizeOf(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static int FieldBytes(Type type)
    {
        if (type.IsPrimitive) return SizeOf(type);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var length = type.GetCustomAttribute<InlineArrayAttribute>()?.Length ?? 1;
        return length * fields.Sum(field => FieldBytes(field.FieldType));
    }
}
