using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>The model goes on learning its training samples by heart, and gets worse on others.</summary>
internal sealed class Overfitting : ICauseRule
{
    public string Cause => "overfitting";

    public string Title => "It learns the training samples by heart";

    public bool Applies(in Symptoms symptoms) => symptoms.ValidationDiverges;

    public void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms)
    {
        ref readonly var validation = ref view.Validation;
        evidence.For(
            3,
            $"{view.ValidationName} rose from {Say.Number(validation.Best)} at step {Say.Count(validation.BestStep)} to {Say.Number(validation.Last)} while {view.PrimaryName} fell from {Say.Number(validation.FastAtBest)} to {Say.Number(view.Loss.Fast)}");

        if (validation.Scores > 0 && !double.IsNaN(validation.AccuracyAtBest))
        {
            if (validation.LastScore > validation.AccuracyAtBest + 0.005)
                evidence.Against(0.7, $"{view.ScoreName} still rose since, from {Say.Number(validation.AccuracyAtBest)} to {Say.Number(validation.LastScore)}: the loss may only be overconfident");
            else
                evidence.For(0.6, $"{view.ScoreName} gained nothing since: {Say.Number(validation.AccuracyAtBest)} then, {Say.Number(validation.LastScore)} now");
        }
        else if (validation.Scores == 0)
        {
            evidence.Settles("Send the validation accuracy: a loss that rises while accuracy holds is overconfidence, not harm.");
        }

        var size = DataSize.Of(view);
        if (size.PerParameter > 10) evidence.For(0.3, size.Words);
        evidence.Settles("Train with weight decay or dropout: if validation stays down, this was it.");
    }
}
