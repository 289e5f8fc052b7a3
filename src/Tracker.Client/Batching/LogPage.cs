using Google.Protobuf;

namespace Tracker.Client.Batching;

/// <summary>Rows as they were logged. Grows to what a trainer logs in a batch interval and is then reused.</summary>
internal sealed class LogPage
{
    private LoggedRow[] _rows = new LoggedRow[64];
    private (string Name, double Value)[] _points = new (string, double)[256];

    public int RowCount { get; private set; }

    public int PointCount { get; private set; }

    /// <summary>What is no sample, and the number of rows that came before it.</summary>
    public List<(int Row, IMessage Body)> Controls { get; } = [];

    public ReadOnlySpan<LoggedRow> Rows => _rows.AsSpan(0, RowCount);

    public ReadOnlySpan<(string Name, double Value)> PointsOf(in LoggedRow row) => _points.AsSpan(row.FirstPoint, row.PointCount);

    public void Append(long step, long utcTicks, ReadOnlySpan<(string Name, double Value)> metrics)
    {
        if (RowCount == _rows.Length)
            Array.Resize(ref _rows, _rows.Length * 2);
        if (PointCount + metrics.Length > _points.Length)
            Array.Resize(ref _points, Math.Max(_points.Length * 2, PointCount + metrics.Length));
        _rows[RowCount++] = new LoggedRow(step, utcTicks, PointCount, metrics.Length);
        metrics.CopyTo(_points.AsSpan(PointCount));
        PointCount += metrics.Length;
    }

    public void Clear()
    {
        RowCount = 0;
        PointCount = 0;
        Controls.Clear();
    }
}

/// <summary>One call of <c>Log</c>.</summary>
internal readonly record struct LoggedRow(long Step, long UtcTicks, int FirstPoint, int PointCount);
