using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tracker.Core.Detection;

/// <summary>A detector with its options, as the catalog lists it. Its state lies in the run's state memory.</summary>
internal abstract class DetectorEntry(string id, Occasions when, string[] yieldsTo, int stateSize)
{
    public string Id => id;

    public Occasions When => when;

    public IReadOnlyList<string> YieldsTo => yieldsTo;

    public int StateSize => stateSize;

    /// <summary>Names the options and their values, for the judge's version.</summary>
    public abstract string OptionValues { get; }

    public abstract Verdict Judge(Span<byte> state, in RunView view);

    public abstract string Explain(ReadOnlySpan<byte> state, in RunView view, int rule, long held);
}

/// <inheritdoc cref="DetectorEntry"/>
internal sealed class DetectorEntry<TDetector, TState, TOptions>(TOptions options)
    : DetectorEntry(TDetector.Id, TDetector.When, TDetector.YieldsTo, Unsafe.SizeOf<TState>())
    where TDetector : IDetector<TState, TOptions>
    where TState : unmanaged
    where TOptions : class
{
    public override string OptionValues => options.ToString() ?? "";

    public override Verdict Judge(Span<byte> state, in RunView view) =>
        TDetector.Judge(ref MemoryMarshal.AsRef<TState>(state), options, view);

    public override string Explain(ReadOnlySpan<byte> state, in RunView view, int rule, long held) =>
        TDetector.Explain(in MemoryMarshal.AsRef<TState>(state), options, view, rule, held);
}
