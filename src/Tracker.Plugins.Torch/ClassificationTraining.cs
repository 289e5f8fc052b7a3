using TorchSharp.Modules;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Torch.Signals;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch;

/// <summary>
/// Trains a classifier with cross-entropy. Each step reports train loss and accuracy, learning rate and gradient norm; validation is
/// reported at step 0, before anything is learned, and after each epoch. Non-finite losses are reported as they are and training goes on.
/// </summary>
/// <remarks>
/// Stops between two steps when it is cancelled, after saving a checkpoint; a later attempt goes on from there to the same numbers, on
/// the CPU with the same number of threads. Commands that it carries out: set-learning-rate and checkpoint.
/// </remarks>
public sealed class ClassificationTraining
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly OptimizerHelper _optimizer;
    private readonly LabelledData _data;
    private readonly ClassificationOptions _options;
    private readonly Parameter[] _parameters;
    private readonly StepClock _clock = new(TimeProvider.System);

    /// <summary>Takes what is trained; the caller disposes of it.</summary>
    /// <param name="model">From inputs (N, ...) to scores (N, classes).</param>
    /// <param name="optimizer">Of the model's parameters.</param>
    /// <param name="data">On the model's device.</param>
    /// <param name="options">How long and in what pieces.</param>
    public ClassificationTraining(nn.Module<Tensor, Tensor> model, OptimizerHelper optimizer, LabelledData data, ClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        _model = model;
        _optimizer = optimizer;
        _data = data;
        _options = options;
        _parameters = [.. model.parameters()];
    }

    /// <summary>Trains on the calling thread to the end, from the last checkpoint where this is a later attempt and there is one.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; a checkpoint is saved.</exception>
    public void Run(IJobContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var checkpoints = new CheckpointFolder(context.WorkDirectory);
        var position = context.Attempt > 1 && checkpoints.TryLoad(_model, _optimizer, out var saved) ? saved : default;
        using var signals = _options.Signals is null ? null : SignalsOf(context, _options.Signals);
        if (position.Step == 0) Evaluate(context, 0, signals);
        while (position.Epoch < _options.Epochs)
        {
            using (var order = Order(position.Epoch))
            {
                for (; position.Sample < _data.TrainSize; position = position.After(_options.BatchSize))
                {
                    TrainingCommands.CarryOut(context, _optimizer, () => checkpoints.Save(_model, _optimizer, position));
                    if (cancellationToken.IsCancellationRequested)
                    {
                        checkpoints.Save(_model, _optimizer, position);
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    TrainStep(context, position.Step + 1, order, position.Sample, signals);
                    if (_clock.IsDue) ReportDataWait(context, position.Step + 1);
                }
            }

            ReportDataWait(context, position.Step);
            if (signals is not null) context.Log(position.Step, (MetricNames.SignalsShare, signals.CostShare));
            position = position.NextEpoch();
            Evaluate(context, position.Step, signals);
        }
    }

    private RichSignals SignalsOf(IJobContext context, RichSignalsOptions options) =>
        new(_model, _data.TrainInputs, _data.TrainLabels, context, options with { Kinds = options.Kinds & ~SignalKinds.GradientNorm });

    // A generator of its own for each epoch, so that a resumed epoch finds the same order.
    private Tensor Order(long epoch)
    {
        using var generator = new Generator(unchecked((ulong)((_options.Seed * 1_000_003) + epoch)), CPU);
        using var scope = NewDisposeScope();
        return randperm(_data.TrainSize, generator: generator).to(_data.TrainInputs.device).MoveToOuterDisposeScope();
    }

    private void TrainStep(IJobContext context, long step, Tensor order, long first, RichSignals? signals)
    {
        using var scope = NewDisposeScope();
        _clock.Begin();
        _model.train();
        var rows = order.narrow(0, first, Math.Min(_options.BatchSize, _data.TrainSize - first));
        var labels = _data.TrainLabels.index_select(0, rows);
        var inputs = _data.TrainInputs.index_select(0, rows);
        _clock.HasData();
        _optimizer.zero_grad();
        var scores = _model.forward(inputs);
        var loss = nn.functional.cross_entropy(scores, labels);
        loss.backward();
        var norm = GradientNorm();
        var learningRate = _optimizer.ParamGroups.First().LearningRate;
        if (signals is null) _optimizer.step();
        else signals.Step(step, () => _optimizer.step());
        context.Log(
            step,
            (MetricNames.TrainLoss, loss.item<float>()),
            (MetricNames.TrainAccuracy, RightOnes(scores, labels) / (double)labels.shape[0]),
            (MetricNames.LearningRate, learningRate),
            (MetricNames.GradientNorm, norm));
        _clock.End();
    }

    private void ReportDataWait(IJobContext context, long step)
    {
        if (_clock.TakeShare() is { } share) context.Log(step, (MetricNames.DataWaitShare, share));
    }

    // Measured, not clip_grad_norm_: with an infinite norm that would turn every gradient into NaN.
    private double GradientNorm()
    {
        using var noGradient = no_grad();
        var norms = _parameters.Select(parameter => parameter.grad).Where(gradient => gradient is not null).Select(gradient => gradient!.norm()).ToArray();
        return norms.Length == 0 ? 0 : stack(norms).norm().item<float>();
    }

    private void Evaluate(IJobContext context, long step, RichSignals? signals)
    {
        using var noGradient = no_grad();
        _model.eval();
        var sum = 0.0;
        var right = 0L;
        var predicted = new List<long>();
        var classes = 0;
        for (long first = 0; first < _data.ValidationSize; first += _options.EvaluationBatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(_options.EvaluationBatchSize, _data.ValidationSize - first);
            var labels = _data.ValidationLabels.narrow(0, first, count);
            var scores = _model.forward(_data.ValidationInputs.narrow(0, first, count));
            sum += nn.functional.cross_entropy(scores, labels, reduction: nn.Reduction.Sum).item<float>();
            right += RightOnes(scores, labels);
            if (signals is null) continue;
            classes = (int)scores.shape[1];
            predicted.AddRange(scores.argmax(1).cpu().data<long>());
        }

        context.Log(
            step,
            (MetricNames.ValidationLoss, sum / _data.ValidationSize),
            (MetricNames.ValidationAccuracy, right / (double)_data.ValidationSize));
        signals?.Validated(step, [.. predicted], LabelsOf(_data.ValidationLabels), classes);
    }

    private static long[] LabelsOf(Tensor labels)
    {
        using var scope = NewDisposeScope();
        return labels.cpu().data<long>().ToArray();
    }

    private static long RightOnes(Tensor scores, Tensor labels) => scores.argmax(1).eq(labels).sum().item<long>();
}
