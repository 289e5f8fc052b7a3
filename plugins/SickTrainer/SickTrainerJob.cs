using System.Globalization;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Tasks;
using Tracker.Plugins.SickTrainer.Training;
using Tracker.Plugins.Torch;
using static TorchSharp.torch;

namespace Tracker.Plugins.SickTrainer;

internal sealed class SickTrainerJob(HyperparameterValues hyperparameters) : ITrainingJob
{
    // Runs that are recorded one after the other in a process share their twin.
    private static readonly Dictionary<(string Task, long Seed), Evaluation> _twins = [];

    // And what their data is like, where nothing is wrong with it.
    private static readonly Dictionary<(string Task, long Seed), DataProfile> _profiles = [];

    public Task RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        var seed = context.Seed + hyperparameters.Whole("seed");
        TorchSetup.Prepare(context, seed);
        // The networks are so small that a second thread only waits.
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var (task, cause, variant) = (hyperparameters.Text("task"), hyperparameters.Text("cause"), hyperparameters.Text("variant"));
        var severity = cause == SickTrainerPlugin.Healthy ? 0 : (int)hyperparameters.Whole("severity");
        var tuned = Tuned.For(task);
        var recipe = severity == 0 ? HealthyVariants.Of(variant, tuned) : Causes.Of(cause, tuned, severity);
        if (hyperparameters.Whole("steps") is > 0 and var steps) recipe = recipe with { Steps = (int)steps };
        var whole = DataOf(task, context.DataDirectory, seed);
        var spoiled = DefectiveData.Of(whole, recipe.Defects, seed);
        if (recipe.Pretraining > 0) spoiled = spoiled.SecondHalf();
        var data = DefectiveData.Filled(spoiled, recipe.Defects.Fill);
        var truth = Truth.Of(task, cause, variant, severity, seed, recipe.Onset);
        switch (recipe.Trainer)
        {
            case "adversarial":
                AdversarialTraining.Run(recipe, data, seed, context, Begin, cancellationToken);
                break;
            case "policy":
                PolicyTraining.Run(recipe, data, seed, context, Begin, cancellationToken);
                break;
            default:
                Classify();
                break;
        }

        return Task.CompletedTask;

        void Begin(long parameters)
        {
            context.SetFacts(Facts.Of(recipe, data, seed, parameters, truth));
            if (recipe.Trainer == "classifier") context.Profile(ProfileOf(recipe, spoiled, seed));
        }

        void Classify()
        {
            using var training = new ClassifierTraining(recipe, data, seed);
            if (recipe.Pretraining > 0) Pretrain(training);
            Begin(training.ParameterCount);
            training.Run(context, withSignals: true, cancellationToken);
            context.SetFacts(new TrainingFacts { Tags = Outcome(training.Last) });
        }

        void Pretrain(ClassifierTraining training)
        {
            var before = tuned with { Steps = recipe.Pretraining };
            using var first = new ClassifierTraining(before, whole.FirstHalf(), seed);
            first.Run(new SilentContext(context), withSignals: false, cancellationToken);
            training.Model.load_state_dict(first.Model.state_dict());
        }

        Dictionary<string, string> Outcome(Evaluation last)
        {
            var outcome = Truth.Outcome(last);
            if (hyperparameters.Text("harm") == "yes")
            {
                var twin = TwinOf(task, seed, whole, context, cancellationToken);
                outcome["truth.harm"] = Text(twin.Accuracy - last.Accuracy);
                outcome["truth.lossHarm"] = Text(last.Loss - twin.Loss);
            }

            return outcome;
        }
    }

    private static Evaluation TwinOf(string task, long seed, TaskData data, IJobContext context, CancellationToken cancellationToken)
    {
        if (_twins.TryGetValue((task, seed), out var known)) return known;
        using var twin = new ClassifierTraining(Tuned.For(task), data, seed);
        twin.Run(new SilentContext(context), withSignals: false, cancellationToken);
        return _twins[(task, seed)] = twin.Last;
    }

    // As the data comes to the trainer: before missing cells are filled, and with the labels in the order in which they are trained on.
    private static DataProfile ProfileOf(Recipe recipe, TaskData data, long seed)
    {
        var isShuffled = recipe is { Fault: Fault.ShuffledLabels, Onset: 0 };
        var isClean = recipe.Defects == new DataDefects() && recipe.Pretraining == 0 && !isShuffled;
        if (isClean && _profiles.TryGetValue((recipe.Task, seed), out var known)) return known;
        var profile = DataProfile.Of(data.TrainInputs, isShuffled ? data.ShuffledLabels(seed) : data.TrainLabels, data.ValidationInputs);
        if (isClean) _profiles[(recipe.Task, seed)] = profile;
        return profile;
    }

    private static TaskData DataOf(string task, string dataDirectory, long seed) => task switch
    {
        "digits" => DigitsTask.Of(dataDirectory, seed),
        "tabular" => TabularTask.Of(seed),
        _ => CharactersTask.Of(seed),
    };

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
