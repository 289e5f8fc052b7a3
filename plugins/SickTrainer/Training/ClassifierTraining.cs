using TorchSharp.Modules;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Tasks;
using Tracker.Plugins.Torch;
using Tracker.Plugins.Torch.Signals;
using static TorchSharp.torch;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>Trains a classifier by a recipe, with whatever is wrong in it. Every step is logged, and some twenty evaluations.</summary>
internal sealed class ClassifierTraining : IDisposable
{
    private const int Evaluations = 20;
    private const int ProbeSamples = 512;

    private readonly Recipe _recipe;
    private readonly TaskData _data;
    private readonly long _seed;
    private readonly Sequential _model;
    private readonly OptimizerHelper _optimizer;
    private readonly Parameter[] _parameters;
    private readonly Tensor _inputs;
    private readonly Tensor _labels;
    private readonly Tensor _permuted;
    private readonly Tensor _validationInputs;
    private readonly Tensor _validationLabels;
    private readonly SampleOrder _order;
    private double _rate;
    private RichSignals? _signals;

    public ClassifierTraining(Recipe recipe, TaskData data, long seed)
    {
        _recipe = recipe;
        _data = data;
        _seed = seed;
        random.manual_seed(seed);
        _model = Network.Of(recipe, data.Features, data.Classes);
        _parameters = [.. _model.parameters()];
        _optimizer = MakeOptimizer();
        _rate = recipe.LearningRate;
        _inputs = Inputs(data.TrainInputs);
        _labels = tensor(data.TrainLabels);
        _permuted = tensor(data.ShuffledLabels(seed));
        _validationInputs = Inputs(data.ValidationInputs);
        _validationLabels = tensor(data.ValidationLabels);
        _order = new SampleOrder(data.TrainLabels.Length, seed);
    }

    public Sequential Model => _model;

    public long ParameterCount => _parameters.Sum(parameter => parameter.numel());

    /// <summary>What the last evaluation said.</summary>
    public Evaluation Last { get; private set; }

    /// <param name="context">Where it reports.</param>
    /// <param name="withSignals">Looks inside the training at every evaluation as well.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped; a checkpoint is saved.</exception>
    public void Run(IJobContext context, bool withSignals, CancellationToken cancellationToken)
    {
        var checkpoint = new Checkpoint(context.WorkDirectory);
        var step = context.Attempt > 1 ? checkpoint.Load(_model, _optimizer) : 0;
        random.manual_seed((_seed * 1_000) + step);
        var evaluateEvery = Math.Max(1, _recipe.Steps / Evaluations);
        if (withSignals) _signals = SignalsTo(context, evaluateEvery);
        if (step == 0) Evaluate(context, 0);
        while (step < _recipe.Steps)
        {
            TrainingCommands.CarryOut(context, _optimizer, () => checkpoint.Save(_model, _optimizer, step));
            if (cancellationToken.IsCancellationRequested)
            {
                checkpoint.Save(_model, _optimizer, step);
                cancellationToken.ThrowIfCancellationRequested();
            }

            step++;
            Train(context, step);
            if (step % evaluateEvery == 0 || step == _recipe.Steps) Evaluate(context, step);
        }
    }

    public void Dispose()
    {
        _signals?.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
        foreach (var data in new[] { _inputs, _labels, _permuted, _validationInputs, _validationLabels }) data.Dispose();
    }

    private static Tensor Inputs(float[][] rows) => tensor([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);

    // Adagrad is not among those that the kit offers, for nobody should take it here.
    private OptimizerHelper MakeOptimizer() => _recipe.Optimizer == "adagrad"
        ? optim.Adagrad(_parameters, _recipe.LearningRate)
        : Optimizers.Create(_recipe.Optimizer, _parameters, _recipe.LearningRate, _recipe.WeightDecay);

    private void Train(IJobContext context, int step)
    {
        using var scope = NewDisposeScope();
        SetRate(Schedule.RateOf(_recipe, step));
        _model.train();
        _optimizer.zero_grad();
        if (_recipe.Fault == Fault.ShuffledLabels && step == _recipe.Onset + 1) _signals?.TrainOn(_inputs, _permuted);
        var batch = Math.Min(_recipe.BatchSize, _data.TrainLabels.Length);
        var labels = _recipe.Fault == Fault.ShuffledLabels && step > _recipe.Onset ? _permuted : _labels;
        var (loss, right) = (0.0, 0L);
        for (var part = 0; part < _recipe.Accumulation; part++)
        {
            var position = (((step - 1L) * _recipe.Accumulation) + part) * batch;
            var rows = tensor(_order.Rows(position, batch));
            var batchLabels = labels.index_select(0, rows);
            var scores = _model.forward(_inputs.index_select(0, rows));
            var partLoss = Losses.Of(_recipe.Loss, scores, batchLabels) / _recipe.Accumulation;
            partLoss.backward();
            loss += partLoss.item<float>();
            right += scores.argmax(1).eq(batchLabels).sum().item<long>();
        }

        var norm = GradientNorm();
        if (_signals is null) Update();
        else _signals.Step(step, Update);
        context.Log(
            step,
            (MetricNames.TrainLoss, loss),
            (MetricNames.TrainAccuracy, right / (double)(batch * _recipe.Accumulation)),
            (MetricNames.LearningRate, _optimizer.ParamGroups.First().LearningRate),
            (MetricNames.GradientNorm, norm));

        void Update()
        {
            if (_recipe.Fault != Fault.NoOptimizerStep || step <= _recipe.Onset) _optimizer.step();
        }
    }

    // By steps and not by time, so that a run repeats.
    private RichSignals SignalsTo(IJobContext context, int everySteps)
    {
        var options = new RichSignalsOptions { EverySteps = everySteps, ProbeSamples = ProbeSamples, Seed = (int)(_seed & int.MaxValue) };
        return new RichSignals(_model, _inputs, _labels, context, options, (scores, labels) => Losses.OfEach(_recipe.Loss, scores, labels));
    }

    // Only where the schedule says something new, so that an order from outside lasts.
    private void SetRate(double rate)
    {
        if (rate == _rate) return;
        _rate = rate;
        foreach (var group in _optimizer.ParamGroups) group.LearningRate = rate;
    }

    private double GradientNorm()
    {
        using var noGradient = no_grad();
        var norms = _parameters.Select(parameter => parameter.grad).Where(gradient => gradient is not null).Select(gradient => gradient!.norm()).ToArray();
        return norms.Length == 0 ? 0 : stack(norms).norm().item<float>();
    }

    private void Evaluate(IJobContext context, int step)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _model.eval();
        var scores = _model.forward(_validationInputs);
        var loss = Losses.Of(_recipe.Loss, scores, _validationLabels).item<float>();
        var predicted = scores.argmax(1).data<long>().ToArray();
        Last = new Evaluation(loss, predicted.Zip(_data.ValidationLabels).Count(pair => pair.First == pair.Second) / (double)predicted.Length);
        context.Log(
            step,
            [
                (MetricNames.ValidationLoss, Last.Loss),
                (MetricNames.ValidationAccuracy, Last.Accuracy),
                .. PredictionQuality.Of(predicted, _data.ValidationLabels, _data.Classes).Metrics(),
            ]);
    }
}
