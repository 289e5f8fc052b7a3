using Google.Protobuf;
using Tracker.Client.Spooling;
using Tracker.Contracts.V1;

namespace Tracker.Client.Batching;

/// <summary>
/// Turns pages of logged rows into numbered messages in the spool, in the order of the calls. A batch is over when it is full or when
/// its interval is.
/// </summary>
internal sealed class Packer(
    RunOptions options, LogBuffer buffer, Spool spool, MetricSetTable sets, ClientCounters counters, DropReports drops)
{
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _flushes = [];
    private readonly RowMerger _row = new();
    private readonly FrameBuilder _frame = new(options.Float32, (uint)options.Attempt);
    private LogPage _spare = new();
    private volatile int _batchSamples = options.BatchSamples;

    /// <summary>The daemon takes no larger messages than this; never more than the options say.</summary>
    public void LimitTo(uint samples, uint bytes)
    {
        int limit = options.BatchSamples;
        if (samples > 0)
            limit = (int)Math.Min((uint)limit, samples);
        // A sample takes 8 bytes and, in rows of one, up to 20 for its step and time.
        if (bytes > 0)
            limit = (int)Math.Min((uint)limit, Math.Max(1, bytes / 32));
        _batchSamples = limit;
    }

    /// <summary>Packs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_row.IsEmpty)
                await buffer.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!buffer.IsBatchFull && !IsFlushAsked())
                await buffer.Ready.WaitAsync(options.BatchInterval, options.Time, cancellationToken).ConfigureAwait(false);
            PackOnce();
        }
    }

    /// <summary>Completes when all that was logged before is in the spool or counted as dropped.</summary>
    public Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _flushes.Add(done);
        buffer.Ready.Raise();
        return done.Task;
    }

    private bool IsFlushAsked()
    {
        lock (_lock)
            return _flushes.Count > 0;
    }

    private void PackOnce()
    {
        TaskCompletionSource[] flushes;
        lock (_lock)
        {
            flushes = [.. _flushes];
            _flushes.Clear();
        }

        LogPage page = buffer.Exchange(_spare);
        Pack(page);
        // The last row may get more metrics of its step; it waits for them no longer than a batch does.
        if (flushes.Length > 0 || options.Time.GetUtcNow().UtcTicks - _row.UtcTicks >= options.BatchInterval.Ticks)
            EndRow();
        EndFrame();
        page.Clear();
        _spare = page;
        drops.Update();
        foreach (TaskCompletionSource flush in flushes)
            flush.SetResult();
    }

    private void Pack(LogPage page)
    {
        int control = 0;
        for (int i = 0; i <= page.RowCount; i++)
        {
            for (; control < page.Controls.Count && page.Controls[control].Row == i; control++)
                Append(page.Controls[control].Body);
            if (i == page.RowCount)
                return;
            LoggedRow row = page.Rows[i];
            ReadOnlySpan<(string, double)> points = page.PointsOf(row);
            if (row.Step < 0)
            {
                drops.BadStep(row.Step, points.Length);
                continue;
            }

            if (!_row.Takes(row.Step, points))
                EndRow();
            _row.Add(row.Step, row.UtcTicks, points);
        }
    }

    private void EndRow()
    {
        if (_row.IsEmpty)
            return;
        ReadOnlySpan<(string Name, double Value)> points = _row.Points;
        RowPlan plan = sets.Plan(points);
        if (plan.BadName is not null)
            drops.BadName(plan.BadName, points.Length - plan.Names.Length);
        else if (plan.Names.Length < points.Length)
            counters.Drop(DropReason.BadName, points.Length - plan.Names.Length);
        if (plan.Set is not null)
            Add(plan.Set, points, plan.Pick);
        else
            AddOneByOne(points, plan);
        _row.Clear();
    }

    private void AddOneByOne(ReadOnlySpan<(string Name, double Value)> points, RowPlan plan)
    {
        for (int i = 0; i < plan.Names.Length; i++)
            Add(sets.Single(plan.Names[i]), points, [plan.Pick is null ? i : plan.Pick[i]]);
    }

    private void Add(KnownSet set, ReadOnlySpan<(string Name, double Value)> points, int[]? pick)
    {
        if (set.IsRefused)
        {
            counters.Drop(DropReason.SetRefused, set.Names.Length);
            return;
        }

        if (_frame.Set != set || _frame.SampleCount + set.Names.Length > _batchSamples)
            EndFrame();
        if (_frame.Set is null)
            _frame.Begin(set);
        _frame.Add(_row.Step, (_row.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond, points, pick);
    }

    private void EndFrame()
    {
        if (_frame.Set is not { } set)
            return;
        int samples = _frame.SampleCount;
        if (!set.IsDeclared)
        {
            var declaration = new MetricSet { Id = set.Id };
            declaration.Names.AddRange(set.Names);
            set.IsDeclared = spool.TryAppend(new ReportRequest { MetricSet = declaration }, 0);
        }

        if (set.IsDeclared && spool.TryAppend(new ReportRequest { Frames = _frame.Build() }, samples))
            return;
        _frame.Clear();
        counters.Drop(DropReason.SpoolFull, samples);
    }

    private void Append(IMessage control)
    {
        EndRow();
        EndFrame();
        var request = new ReportRequest();
        switch (control)
        {
            case Facts facts:
                request.Facts = facts;
                break;
            case CommandOutcome outcome:
                request.Outcome = outcome;
                break;
            case Phase phase:
                request.Phase = phase;
                break;
            case TrainerAlert alert:
                request.Alert = alert;
                break;
            case Finish finish:
                request.Finish = finish;
                break;
        }

        if (!spool.TryAppend(request, 0, essential: true))
            drops.Control(request.BodyCase);
    }
}
