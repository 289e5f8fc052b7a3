using TorchSharp.Modules;
using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>
/// Looks inside a training and reports a few scalars: gradients, updates, activations, noise, losses of single samples. Two calls in a
/// loop are all: <see cref="Step"/> in place of the optimizer's step, and <see cref="Validated(long, Tensor, Tensor, int)"/> after an evaluation. Most steps
/// are not probed and cost one look at the clock. The training itself is the same with and without: its random numbers, gradients and
/// running statistics are left alone.
/// </summary>
/// <remarks>Not for several threads at once. Keeps no native memory between two steps but the rows of its probe.</remarks>
public sealed class RichSignals : IDisposable
{

    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly IJobContext _context;
    private readonly RichSignalsOptions _options;
    private readonly Func<Tensor, Tensor, Tensor> _lossOfEach;
    private readonly TimeProvider _time;
    private readonly ProbeSchedule _schedule;
    private readonly Parameter[] _parameters;
    private readonly GradientProbe _gradients;
    private readonly UpdateProbe _updates;
    private readonly NoiseScaleProbe _noise;
    private Tensor _inputs;
    private Tensor _labels;
    private long[] _rows = [];
    private Tensor? _rowIndex;

    /// <summary>Takes what is looked at; the caller disposes of it.</summary>
    /// <param name="model">From inputs (N, ...) to scores (N, ...).</param>
    /// <param name="trainInputs">All training inputs, on the model's device; the first dimension counts samples.</param>
    /// <param name="trainLabels">Their labels as the loss takes them.</param>
    /// <param name="context">Where signals go, and the folder that gets suspects.csv.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="lossOfEach">From scores and labels to a loss for each sample, of shape (N). Null is cross-entropy.</param>
    /// <param name="time">Null is the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or inputs and labels are not as many.</exception>
    public RichSignals(
        nn.Module<Tensor, Tensor> model,
        Tensor trainInputs,
        Tensor trainLabels,
        IJobContext context,
        RichSignalsOptions? options = null,
        Func<Tensor, Tensor, Tensor>? lossOfEach = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        _model = model;
        _context = context;
        _options = (options ?? new RichSignalsOptions()).Checked();
        _lossOfEach = lossOfEach ?? (static (scores, labels) => nn.functional.cross_entropy(scores, labels, reduction: nn.Reduction.None));
        _time = time ?? TimeProvider.System;
        _schedule = new ProbeSchedule(_options, _time);
        _parameters = [.. model.parameters()];
        _gradients = new GradientProbe(_parameters, WeightLayer.Of(model));
        _updates = new UpdateProbe(_parameters);
        _noise = new NoiseScaleProbe(_options.NoiseBatchSize, new Random(_options.Seed));
        (_inputs, _labels) = (trainInputs, trainLabels);
        TrainOn(trainInputs, trainLabels);
    }

    /// <summary>Steps that were probed.</summary>
    public long Probes => _schedule.Probes;

    /// <summary>Time that probes took over the time of all steps without it; 0 before the first step.</summary>
    public double CostShare => _schedule.Worked > TimeSpan.Zero ? _schedule.Spent / _schedule.Worked : 0;

    /// <summary>The samples of the last probe whose labels are in doubt, the worst first.</summary>
    public IReadOnlyList<SuspectSample> Suspects { get; private set; } = [];

    /// <summary>From now on the training goes on with other data or labels than before.</summary>
    /// <exception cref="ArgumentException">Inputs and labels are not as many, or there are none.</exception>
    public void TrainOn(Tensor inputs, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        var count = inputs.shape[0];
        if (count == 0 || labels.shape[0] != count) throw new ArgumentException($"There are {count} inputs and {labels.shape[0]} labels.");
        (_inputs, _labels) = (inputs, labels);
        var probed = (int)Math.Min(_options.ProbeSamples, count);
        _rows = [.. Enumerable.Range(0, probed).Select(i => i * count / probed)];
        _rowIndex?.Dispose();
        using var scope = NewDisposeScope();
        _rowIndex = tensor(_rows).to(inputs.device).DetachFromDisposeScope();
    }

    /// <summary>
    /// Updates the weights, and measures before and after where this step's turn has come. Call it between backward and the next zero_grad,
    /// with gradients in place.
    /// </summary>
    /// <param name="step">As the step's metrics are logged; rising.</param>
    /// <param name="update">The optimizer's step: <c>() =&gt; optimizer.step()</c>. Called once, always.</param>
    public void Step(long step, Action update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (_options.Kinds == SignalKinds.None || !_schedule.IsDue(step))
        {
            update();
            return;
        }

        using var scope = NewDisposeScope();
        var row = new SignalRow();
        var began = _time.GetTimestamp();
        Before(row);
        var cost = _time.GetElapsedTime(began);
        update();
        began = _time.GetTimestamp();
        After(row);
        _context.Log(step, row.Values);
        _schedule.Record(cost + _time.GetElapsedTime(began));
    }

    /// <summary>Reports what the predictions of an evaluation say of single classes.</summary>
    /// <param name="step">As the evaluation's metrics are logged.</param>
    /// <param name="predicted">int64 of shape (N): the class of each validation sample as the model says.</param>
    /// <param name="labels">int64 of shape (N): its class.</param>
    /// <param name="classes">Classes to tell apart.</param>
    public void Validated(long step, Tensor predicted, Tensor labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        Validated(step, predicted.cpu().data<long>().ToArray(), labels.cpu().data<long>().ToArray(), classes);
    }

    /// <summary>As the other one, of numbers that are on the processor already.</summary>
    /// <param name="step">As the evaluation's metrics are logged.</param>
    /// <param name="predicted">The class of each validation sample as the model says.</param>
    /// <param name="labels">Its class.</param>
    /// <param name="classes">Classes to tell apart.</param>
    public void Validated(long step, ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, int classes) =>
        _context.Log(step, PredictionQuality.Of(predicted, labels, classes).Metrics());

    /// <inheritdoc/>
    public void Dispose() => _rowIndex?.Dispose();

    // The model as it was when this step's gradients were computed.
    private void Before(SignalRow row)
    {
        using (no_grad()) _gradients.Measure(_options.Kinds, row);
        using (new EvalMode(_model))
        {
            using (no_grad()) MeasureSamples(row);
            if (_options.Kinds.HasFlag(SignalKinds.NoiseScale)) _noise.Measure(MeanLoss, _inputs.shape[0], _parameters, row);
        }

        using (no_grad())
            if (_options.Kinds.HasFlag(SignalKinds.Updates)) _updates.Before();
    }

    private void After(SignalRow row)
    {
        using var noGradient = no_grad();
        if (_options.Kinds.HasFlag(SignalKinds.Updates)) _updates.After(row);
    }

    private void MeasureSamples(SignalRow row)
    {
        var kinds = _options.Kinds;
        if ((kinds & (SignalKinds.Activations | SignalKinds.TrainLoss)) == 0) return;
        var inputs = _inputs.index_select(0, _rowIndex!);
        Tensor scores;
        using (var activations = kinds.HasFlag(SignalKinds.Activations) ? new ActivationProbe(_model) : null)
        {
            scores = _model.call(inputs);
            activations?.Measure(row);
        }

        if (!kinds.HasFlag(SignalKinds.TrainLoss)) return;
        var labels = _labels.index_select(0, _rowIndex!);
        Suspects = LossProbe.Measure(_lossOfEach(scores, labels), scores, labels, _rows, row);
        Keep(Suspects);
    }

    private Tensor MeanLoss(Tensor rows)
    {
        var index = rows.to(_inputs.device);
        return _lossOfEach(_model.call(_inputs.index_select(0, index)), _labels.index_select(0, index)).mean();
    }

    // A list that cannot be written is no reason to end a training.
    private void Keep(IReadOnlyList<SuspectSample> suspects)
    {
        try
        {
            SuspectFile.Write(_context.WorkDirectory, suspects);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    // Layers can be in different modes, as where a part is kept frozen: each gets back its own.
    private sealed class EvalMode : IDisposable
    {
        private readonly (nn.Module Module, bool Training)[] _before;

        public EvalMode(nn.Module model)
        {
            _before = [.. model.modules().Prepend(model).Select(module => (module, module.training))];
            model.eval();
        }

        public void Dispose()
        {
            foreach (var (module, training) in _before) module.train(training);
        }
    }
}
