using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Too few samples to learn the rule from: the model learns them by heart instead.</summary>
internal sealed class TooLittleData : ICauseRule
{
    public string Cause => "too-little-data";

    public string Title => "There is too little training data";

    public bool Applies(in Symptoms symptoms) => symptoms.ValidationDiverges;

    public void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        evidence.For(
            1.3,
            $"{view.ValidationName} is {Say.Number(view.Validation.Last)}, above its best of {Say.Number(view.Validation.Best)}, while {view.PrimaryName} is down at {Say.Number(view.Loss.Fast)}");
        var size = DataSize.Of(view);
        WeighSize(evidence, size);
        ref readonly var validation = ref view.Validation;
        if (view.Told.PlanKnown && validation.BestStep < 0.2 * view.Told.PlannedSteps)
        {
            evidence.For(
                size.Samples > 0 ? 0.7 : 0.3,
                $"{view.ValidationName} was best as early as step {Say.Count(validation.BestStep)} of {Say.Count((long)view.Told.PlannedSteps)} planned");
        }

        evidence.Settles("Train on half of the data: if validation is clearly worse, more data will help.");
    }

    private static void WeighSize(Evidence evidence, in DataSize size)
    {
        if (size.Samples == 0)
        {
            evidence.Settles("Tell the dataset size and the class counts: cannot tell too little data from too large a model without them.");
            return;
        }

        var perClass = size.PerClass > 0 ? size.PerClass : size.Samples / 10.0;
        var weight = perClass switch
        {
            < 20 => 2.5,
            < 100 => 1.7,
            < 500 => 0.6,
            < 2000 => -0.5,
            _ => -2,
        };
        weight += size.PerParameter switch
        {
            > 100 => 0.6,
            > 10 => 0.3,
            > 0 and < 1 => -0.5,
            _ => 0,
        };
        if (weight >= 0) evidence.For(weight, size.Words);
        else evidence.Against(-weight, size.Words);
    }
}
