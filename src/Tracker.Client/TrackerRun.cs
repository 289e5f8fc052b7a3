using System.Threading.Channels;
using Tracker.Client.Batching;
using Tracker.Client.Streaming;
using Tracker.Contracts.V1;

namespace Tracker.Client;

/// <summary>
/// Reports one run to a Tracker daemon. Logging never blocks and never throws: samples go to memory, from there to a spool on disk, and
/// from there to the daemon, which acknowledges what it holds durably. A daemon that is away or slow costs the trainer nothing.
/// </summary>
/// <remarks>
/// All members may be called from any thread. The spool is written without fsync: it survives the death of this process, and of the
/// daemon; what this machine had not written back when it lost power is lost, and only that.
/// </remarks>
public sealed class TrackerRun : IAsyncDisposable
{
    private readonly RunOptions _options;
    private readonly RunPipeline _pipeline;
    private readonly LogBuffer _buffer;
    private readonly TimeProvider _time;
    private DataWaitMeter? _dataWait;

    private TrackerRun(RunOptions options)
    {
        _options = options;
        _time = options.Time;
        _pipeline = RunPipeline.Start(options);
        _buffer = _pipeline.Buffer;
    }

    /// <summary>The run: 32 lower-case hexadecimal digits.</summary>
    public string Id => _pipeline.Run;

    /// <summary>Orders to this trainer, each once. Whoever reads one answers it. None come where nobody reads.</summary>
    public ChannelReader<DeliveredCommand> Commands => _pipeline.Commands;

    /// <summary>What became of the samples so far.</summary>
    public RunCounters Counters => _pipeline.Counters.Read();

    /// <summary>Starts to report. Returns at once; the daemon need not be there yet.</summary>
    /// <param name="options">How to report; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the sentence says which.</exception>
    public static TrackerRun Start(RunOptions? options = null)
    {
        options ??= new RunOptions();
        options.Validate();
        return new TrackerRun(options);
    }

    /// <summary>Logs one metric. Never blocks, never throws.</summary>
    /// <param name="step">0 or more, in whatever the run counts; any order.</param>
    /// <param name="name">Up to 256 bytes without control characters, as <c>train/loss</c>.</param>
    /// <param name="value">Any double; NaN and the infinities are stored as they are.</param>
    public void Log(long step, string name, double value) => Log(step, (name, value));

    /// <summary>
    /// Logs metrics of one step. Never blocks, never throws; what cannot be taken is counted as dropped. Calls in a row for one step
    /// make one row, so that logging metric by metric costs no more on the wire.
    /// </summary>
    /// <param name="step">0 or more, in whatever the run counts; any order.</param>
    /// <param name="metrics">Names of up to 256 bytes without control characters, each once, and their values.</param>
    public void Log(long step, params ReadOnlySpan<(string Name, double Value)> metrics)
    {
        _buffer.Append(step, _time.GetUtcNow().UtcTicks, metrics);
        ReportDataWait(step, last: false);
    }

    /// <summary>
    /// Says that the training waits for data until the answer is disposed of:
    /// <c>using (run.WaitingForData()) batch = await loader.NextAsync();</c>. From the first call on, the share of the time that was
    /// waited is logged as <c>system/data-wait-share</c>, 0 to 1, with a step every 10 s and with the last one. Never blocks for long,
    /// never throws.
    /// </summary>
    public DataWait WaitingForData() =>
        (_dataWait ?? Interlocked.CompareExchange(ref _dataWait, new DataWaitMeter(_time), null) ?? _dataWait).Begin();

    /// <summary>Adds facts; fields that are set replace earlier ones. Never blocks, never throws.</summary>
    /// <param name="facts">Copied before this returns.</param>
    public void SetFacts(Facts facts)
    {
        if (facts is not null)
            _buffer.Append(facts.Clone());
    }

    /// <summary>
    /// Says that a part of the training begins that need not go on as before: another data mix, a longer context, layers that thaw. Trend
    /// and noise are learned anew from here; the start level and the best stay. Never blocks, never throws.
    /// </summary>
    /// <param name="name">Up to 256 bytes, as <c>unfreeze</c>.</param>
    /// <param name="step">The step at which it begins, 0 or more.</param>
    public void Phase(string name, long step) => _buffer.Append(new Phase { Name = name ?? "", Step = step });

    /// <summary>
    /// Raises an alert of the trainer's own; the same title again changes that alert. It holds until <see cref="ResolveAlert"/>, until a new
    /// attempt begins, or until the run ends. At most 16 hold at a time. Never blocks, never throws.
    /// </summary>
    /// <param name="title">What it is known by, up to 256 bytes.</param>
    /// <param name="text">More about it, up to 4,096 bytes.</param>
    /// <param name="severity">Only warnings and critical ones call people.</param>
    /// <param name="step">The step it belongs to; null where it belongs to none.</param>
    public void Alert(string title, string text = "", Severity severity = Severity.Warning, long? step = null)
    {
        var alert = new TrainerAlert { Title = title ?? "", Text = text ?? "", Severity = severity == Severity.Unspecified ? Severity.Warning : severity };
        if (step is { } at)
            alert.Step = at;
        _buffer.Append(alert);
    }

    /// <summary>Takes an alert of the trainer's own back. Never blocks, never throws.</summary>
    /// <param name="title">As it was raised.</param>
    /// <param name="text">Why, up to 4,096 bytes.</param>
    public void ResolveAlert(string title, string text = "") => _buffer.Append(new TrainerAlert { Title = title ?? "", Text = text ?? "" });

    /// <summary>Ends the run, once: later calls do nothing. Never blocks; <see cref="DisposeAsync"/> waits for the acknowledgement.</summary>
    /// <param name="status">Finished, failed or cancelled.</param>
    /// <param name="reason">One sentence, where it failed.</param>
    public void Finish(RunStatus status = RunStatus.Finished, string reason = "")
    {
        ReportDataWait(-1, last: true);
        _pipeline.Finish(status, reason ?? "");
    }

    /// <summary>Ends the run and waits until the daemon holds all of it, at most <see cref="RunOptions.CloseTimeout"/>.</summary>
    /// <param name="status">Finished, failed or cancelled.</param>
    /// <param name="reason">One sentence, where it failed.</param>
    /// <param name="cancellationToken">Ends the wait, not the run; the answer is then false.</param>
    /// <returns>True if all is acknowledged; false if a part stays in the spool.</returns>
    public Task<bool> FinishAsync(
        RunStatus status = RunStatus.Finished, string reason = "", CancellationToken cancellationToken = default)
    {
        Finish(status, reason);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Waits until the daemon holds all that was logged before, at most <see cref="RunOptions.CloseTimeout"/>.</summary>
    /// <param name="cancellationToken">Ends the wait; the answer is then false.</param>
    /// <returns>True if all is acknowledged; false if a part stays in the spool.</returns>
    public Task<bool> FlushAsync(CancellationToken cancellationToken = default) =>
        _pipeline.FlushAsync(_options.CloseTimeout, cancellationToken);

    /// <summary>
    /// Sends what is left, waits at most <see cref="RunOptions.CloseTimeout"/>, and says where the rest stays. Does not end the run: a run
    /// that nobody finished goes on, in a later process or not at all.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        ReportDataWait(-1, last: true);
        return _pipeline.DisposeAsync();
    }

    private void ReportDataWait(long step, bool last)
    {
        if (Volatile.Read(ref _dataWait) is not { } meter || !meter.TryTake(step, last, out var share)) return;
        _buffer.Append(meter.Step, _time.GetUtcNow().UtcTicks, [(DataWaitMeter.Name, share)]);
        // Once told, there is no more of it to tell.
        if (last) Volatile.Write(ref _dataWait, null);
    }
}
