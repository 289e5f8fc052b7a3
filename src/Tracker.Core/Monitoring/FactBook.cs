using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>What the trainer told, and over it what people set by hand.</summary>
/// <param name="byHand">What holds from the first input on.</param>
internal sealed class FactBook(RunFacts byHand)
{
    /// <summary>What the trainer told.</summary>
    public RunFacts Told { get; private set; } = RunFacts.None;

    /// <summary>What people set by hand, in effect from the start.</summary>
    public RunFacts ByHand { get; private set; } = byHand;

    /// <summary>What people set by hand up to here.</summary>
    public RunFacts Wanted { get; private set; } = RunFacts.None;

    /// <summary>What they set up to here is not what was in effect: the run is to be judged again.</summary>
    public bool IsOutdated { get; private set; } = byHand != RunFacts.None;

    /// <summary>What is judged with.</summary>
    public RunFacts All { get; private set; } = byHand;

    public void Tell(RunFacts facts)
    {
        Told = Told.With(facts);
        All = Told.With(ByHand);
    }

    public void Set(FactsByHandInput input)
    {
        Wanted = (input.Reset ? RunFacts.None : Wanted).With(input.Facts);
        IsOutdated = Wanted != ByHand;
    }

    public void Save(StateWriter writer)
    {
        writer.Facts(Told);
        writer.Facts(ByHand);
        writer.Facts(Wanted);
    }

    public void Load(ref StateReader reader)
    {
        Told = reader.Facts();
        ByHand = reader.Facts();
        Wanted = reader.Facts();
        All = Told.With(ByHand);
        IsOutdated = Wanted != ByHand;
    }
}
