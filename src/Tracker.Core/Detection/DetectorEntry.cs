using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tracker.Core.Detection;

/// <summary>A detector with its options, as the catalog lists it. Its state lies in the run's state memory.</summary>
internal abstract class DetectorEntry(string id, Occasions when, string[] yieldsTo, int stateSize)
{
    public string Id => id;

    /// <inheritdoc cref="KindLimit.IsOfAnyKind"/>
    public bool IsOfAnyKind { get; } = KindLimit.IsOfAnyKind(id);

    public Occasions When => when;

    public IReadOnlyList<string> YieldsTo => yieldsTo;

    public int StateSize => stateSize;

    /// <summary>The class that judges, and the record of its options.</summary>
    public virtual Type Detector => GetType();

    /// <inheritdoc cref="Detector"/>
    public virtual Type OptionsType => typeof(object);

    /// <summary>The options that people may set.</summary>
    public IReadOnlyList<DetectorOption> Options => DetectorOption.Of(OptionsType);

    /// <summary>Names the options and their values, for the judge's version.</summary>
    public abstract string OptionValues { get; }

    public abstract Verdict Judge(Span<byte> state, in RunView view);

    public abstract string Explain(ReadOnlySpan<byte> state, in RunView view, int rule, long held);

    /// <summary>A copy of the options, to be changed and given to <see cref="With"/>.</summary>
    public virtual object CopyOptions() => new();

    /// <summary>The same detector with other options.</summary>
    public virtual DetectorEntry With(object options) => this;
}

/// <inheritdoc cref="DetectorEntry"/>
internal sealed class DetectorEntry<TDetector, TState, TOptions>(TOptions options)
    : DetectorEntry(TDetector.Id, TDetector.When, TDetector.YieldsTo, Unsafe.SizeOf<TState>())
    where TDetector : IDetector<TState, TOptions>
    where TState : unmanaged
    where TOptions : class, new()
{
    public override Type Detector => typeof(TDetector);

    public override Type OptionsType => typeof(TOptions);

    public override string OptionValues => options.ToString() ?? "";

    public override Verdict Judge(Span<byte> state, in RunView view) =>
        TDetector.Judge(ref MemoryMarshal.AsRef<TState>(state), options, view);

    public override string Explain(ReadOnlySpan<byte> state, in RunView view, int rule, long held) =>
        TDetector.Explain(in MemoryMarshal.AsRef<TState>(state), options, view, rule, held);

    public override object CopyOptions()
    {
        var copy = new TOptions();
        foreach (var property in typeof(TOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static property => property.CanWrite))
            property.SetValue(copy, property.GetValue(options));
        return copy;
    }

    public override DetectorEntry With(object other) => new DetectorEntry<TDetector, TState, TOptions>((TOptions)other);
}
