using System.Collections.Immutable;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Draws one curve: samples and summaries go in, in the order in which they came, and of each piece the smallest and the largest value come
/// out, at their own steps.
/// </summary>
/// <param name="rows">Samples that will come.</param>
/// <param name="pieces">Pieces that they shall make at most, about as long as one another.</param>
internal sealed class CurvePen(long rows, long pieces)
{
    private readonly ImmutableArray<CurvePoint>.Builder _points = ImmutableArray.CreateBuilder<CurvePoint>();
    private CurvePoint _pieceMin;
    private CurvePoint _pieceMax;
    private CurvePoint _first;
    private bool _minCameFirst;
    private bool _hasFinite;
    private long _boundary = 1;
    private long _rows;
    private long _nonFinite;
    private long _allRows;
    private long _allNonFinite;
    private CurvePoint? _min;
    private CurvePoint? _max;
    private CurvePoint? _last;

    public void Add(List<CurvePoint> samples)
    {
        foreach (var sample in samples) Add(sample);
    }

    public void Add(in CurvePoint sample)
    {
        var isFinite = double.IsFinite(sample.Value);
        Begin(sample);
        if (isFinite) Widen(sample, sample, true);
        End(1, isFinite ? 0 : 1, sample);
    }

    public void Add(in SeriesSummary summary)
    {
        var last = new CurvePoint(summary.LastStep, summary.LastTime, summary.LastValue, summary.Attempt);
        Begin(new CurvePoint(summary.FirstStep, summary.FirstTime, summary.FirstValue, summary.Attempt));
        if (summary.HasFinite)
        {
            Widen(
                new CurvePoint(summary.MinStep, summary.MinTime, summary.MinValue, summary.Attempt),
                new CurvePoint(summary.MaxStep, summary.MaxTime, summary.MaxValue, summary.Attempt),
                (summary.MinStep, summary.MinTime).CompareTo((summary.MaxStep, summary.MaxTime)) <= 0);
        }

        End(summary.Rows, summary.NonFinite, last);
    }

    public Curve Draw(string metric, int rank)
    {
        if (_rows > 0) Close();
        return new Curve(metric, rank, _points.DrainToImmutable(), _allRows, _allNonFinite, _min, _max, _last);
    }

    private void Begin(in CurvePoint first)
    {
        if (_rows == 0) _first = first;
    }

    private void Widen(in CurvePoint min, in CurvePoint max, bool minCameFirst)
    {
        var isLower = !_hasFinite || min.Value < _pieceMin.Value;
        var isHigher = !_hasFinite || max.Value > _pieceMax.Value;
        if (isLower && isHigher) _minCameFirst = minCameFirst;
        else if (isLower) _minCameFirst = false;
        else if (isHigher) _minCameFirst = true;
        if (isLower) _pieceMin = min;
        if (isHigher) _pieceMax = max;
        _hasFinite = true;
    }

    private void End(long added, long nonFinite, in CurvePoint last)
    {
        _rows += added;
        _nonFinite += nonFinite;
        _last = last;
        var share = (Int128)(_allRows + _rows) * pieces;
        if (share < (Int128)_boundary * rows) return;
        _boundary = (long)(share / rows) + 1;
        Close();
    }

    private void Close()
    {
        if (!_hasFinite)
        {
            _points.Add(_first with { Value = double.NaN, NonFinite = _nonFinite });
        }
        else
        {
            var (one, other) = _minCameFirst ? (_pieceMin, _pieceMax) : (_pieceMax, _pieceMin);
            _points.Add(one with { NonFinite = _nonFinite });
            if (other != one) _points.Add(other);
            if (_min is null || _pieceMin.Value < _min.Value.Value) _min = _pieceMin;
            if (_max is null || _pieceMax.Value > _max.Value.Value) _max = _pieceMax;
        }

        _allRows += _rows;
        _allNonFinite += _nonFinite;
        (_rows, _nonFinite, _hasFinite) = (0, 0, false);
    }
}
