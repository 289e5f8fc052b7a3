namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>What a classifier is worth on the validation samples: mean loss, and share of them that is classified rightly.</summary>
internal readonly record struct Evaluation(double Loss, double Accuracy);
