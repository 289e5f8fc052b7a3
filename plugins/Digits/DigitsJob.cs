using System.Globalization;
using TorchSharp;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Torch;
using Tracker.Plugins.Torch.Signals;

namespace Tracker.Plugins.Digits;

internal sealed class DigitsJob(HyperparameterValues hyperparameters) : ITrainingJob
{
    private const int Classes = 10;

    public Task RunAsync(IJobContext context, CancellationToken cancellationToken)
    {
        var seed = context.Seed + hyperparameters.Whole("seed");
        var device = TorchSetup.Prepare(context, seed);
        var samples = DigitsFile.Read(Path.Combine(context.DataDirectory, "digits.csv.gz"));
        var (train, validation) = DigitsSelection.Split(samples);
        train = DigitsSelection.Choose(train, hyperparameters, seed);

        using var data = DigitsTensors.Of(train, validation, device);
        using var model = DigitsModel.Of(hyperparameters).to(device);
        WeightInitialisation.Apply(model, hyperparameters.Text("initialisation"));
        using var optimizer = Optimizers.Create(
            hyperparameters.Text("optimizer"), model.parameters(), hyperparameters.Real("lr"), hyperparameters.Real("weight-decay"));
        var options = new ClassificationOptions
        {
            Epochs = hyperparameters.Whole("epochs"),
            BatchSize = Math.Min(hyperparameters.Whole("batch-size"), train.Count),
            Seed = seed,
            Signals = Signals(),
        };
        context.SetFacts(new TrainingFacts
        {
            Kind = TrainingKind.Supervised,
            StepUnit = StepUnit.Step,
            NumClasses = Classes,
            ClassCounts = [.. Enumerable.Range(0, Classes).Select(c => (long)train.Count(sample => sample.Label == c))],
            DatasetSize = train.Count,
            ValidationSize = validation.Count,
            BatchSize = (int)options.BatchSize,
            AccumulationSteps = 1,
            PlannedSteps = options.PlannedSteps(train.Count),
            Optimizer = hyperparameters.Text("optimizer"),
            FromScratch = true,
            ParameterCount = model.parameters().Sum(parameter => parameter.numel()),
            PrimaryMetric = MetricNames.TrainLoss,
            Profile = ProfileOf(train, validation).Values,
            Hyperparameters = hyperparameters.All,
            Tags = new Dictionary<string, string>
            {
                ["device"] = device.ToString(),
                ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
            },
        });
        new ClassificationTraining(model, optimizer, data, options).Run(context, cancellationToken);
        return Task.CompletedTask;
    }

    private RichSignalsOptions? Signals() => hyperparameters.Text("signals") == "off"
        ? null
        : new RichSignalsOptions { EverySteps = hyperparameters.Whole("signals-every") is > 0 and var every ? every : null };

    private static DataProfile ProfileOf(IReadOnlyList<Digit> train, IReadOnlyList<Digit> validation) => DataProfile.Of(
        [.. train.Select(digit => digit.Pixels)], [.. train.Select(digit => (long)digit.Label)], [.. validation.Select(digit => digit.Pixels)]);
}
