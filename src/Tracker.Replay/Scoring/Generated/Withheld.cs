using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>What a trainer does not tell, to see what each source of information is worth.</summary>
/// <param name="Hyperparameters">Every hyperparameter but the learning rate, and the size of the model.</param>
/// <param name="Profile">The profile of the data.</param>
/// <param name="Signals">Rich signals, gradients and what is logged by layer or class.</param>
public sealed record Withheld(bool Hyperparameters = false, bool Profile = false, bool Signals = false)
{
    private static readonly string[] Rich = ["signals/", "layers/", "val/min_recall", "val/recall_gap", "val/prediction_entropy", "grad_norm"];

    /// <summary>As a row is called.</summary>
    public string Name => this switch
    {
        (false, false, false) => "everything told",
        (true, false, false) => "without hyperparameters but the rate",
        (false, true, false) => "without the profile of the data",
        (false, false, true) => "without rich signals and gradients",
        _ => "without all three: loss, accuracy, rate, sizes, classes, optimizer",
    };

    /// <summary>Every row of the comparison.</summary>
    public static IReadOnlyList<Withheld> Rows { get; } =
    [
        new(), new(Hyperparameters: true), new(Profile: true), new(Signals: true), new(true, true, true),
    ];

    /// <summary>The recording as if it had not been told.</summary>
    public Recording From(Recording recording) =>
        this == new Withheld() ? recording : recording with { Inputs = [.. recording.Inputs.Select(From)] };

    private RunInput From(RunInput input) => input switch
    {
        FactsInput facts => facts with { Facts = From(facts.Facts) },
        // A name that says nothing: frames of the set are still understood.
        SetInput set when Signals => set with { Names = [.. set.Names.Select(static (name, i) => Rich.Any(rich => name.StartsWith(rich, StringComparison.Ordinal)) ? FormattableString.Invariant($"system/withheld-{i}") : name)] },
        _ => input,
    };

    private RunFacts From(RunFacts facts) => facts with
    {
        Hyperparameters = Hyperparameters ? facts.Hyperparameters.RemoveRange(facts.Hyperparameters.Keys.Where(static name => name != "lr")) : facts.Hyperparameters,
        ParameterCount = Hyperparameters ? null : facts.ParameterCount,
        Profile = Profile ? facts.Profile.Clear() : facts.Profile,
    };
}
