using Google.Protobuf;
using Tracker.Contracts.V1;

namespace Tracker.Client.Spooling;

/// <summary>One producer's messages on disk: metric sets, segments, and where reading stands. Used under the spool's lock.</summary>
internal sealed class SpoolFiles : IDisposable
{
    private readonly SpoolFolder _folder;
    private readonly SpoolSegment _setFile;
    private readonly List<SpoolSegment> _segments = [];
    private SpoolSegment _reading;
    private ulong _readSequence;
    private long _readOffset;
    private byte[] _scratch = new byte[16 << 10];

    private SpoolFiles(SpoolFolder folder)
    {
        _folder = folder;
        try
        {
            _setFile = SpoolSegment.Open(folder.SetsPath, 1, (_, payload) => AddSet(MetricSet.Parser.ParseFrom(payload.Span)));
            foreach (ulong first in folder.Segments().ToList())
            {
                // What lies behind a hole cannot be sent: its predecessors are gone, and the daemon would wait for them for ever.
                if (_segments.Count > 0 && first != Next)
                    File.Delete(folder.SegmentPath(first));
                else
                    _segments.Add(SpoolSegment.Open(folder.SegmentPath(first), first, Recover));
            }

            if (_segments.Count == 0)
                _segments.Add(SpoolSegment.Open(folder.SegmentPath(1), 1));
            _reading = _segments[0];
            _readSequence = First;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path => _folder.Path;

    public SpoolIdentity Identity => _folder.Identity;

    /// <summary>The first sequence that is still here.</summary>
    public ulong First => _segments[0].First;

    /// <summary>The sequence of the next message.</summary>
    public ulong Next => _segments[^1].Next;

    public long Bytes => _segments.Sum(segment => segment.Length);

    /// <summary>Metric sets that this producer ever declared.</summary>
    public List<MetricSet> Sets { get; } = [];

    /// <summary>Commands whose outcome was found here: an earlier process carried them out.</summary>
    public HashSet<string> AnsweredCommands { get; } = [];

    public static SpoolFiles Open(string parent, string run, int rank) => new(SpoolFolder.OpenOrCreate(parent, run, rank));

    /// <summary>An empty producer that nobody takes over before <see cref="Complete"/>.</summary>
    public static SpoolFiles Begin(string parent, SpoolIdentity identity) => new(SpoolFolder.Begin(parent, identity));

    public void Complete() => _folder.Complete();

    /// <summary>Numbers a message and writes it; throws what the disk says, and has then numbered nothing.</summary>
    public void Append(ReportRequest request, int samples, long segmentBytes)
    {
        // The set goes to its file first: an id that is known and never sent is harmless, an id that is used twice is not.
        if (request.BodyCase == ReportRequest.BodyOneofCase.MetricSet && AddSet(request.MetricSet))
            _setFile.Append(Record(request.MetricSet, 0));
        request.Sequence = Next;
        ReadOnlySpan<byte> record = Record(request, samples);
        if (_segments[^1].Length > 0 && _segments[^1].Length + record.Length > segmentBytes)
            _segments.Add(SpoolSegment.Open(_folder.SegmentPath(Next), Next));
        _segments[^1].Append(record);
    }

    /// <summary>Reads on from a sequence, or from the first that is here.</summary>
    public void Seek(ulong sequence)
    {
        _readSequence = Math.Clamp(sequence, First, Next);
        _reading = _segments.Last(segment => segment.First <= _readSequence);
        _readOffset = _reading.OffsetOf(_readSequence);
    }

    public bool TryReadNext(out SpooledMessage message)
    {
        message = default;
        if (_readSequence >= Next)
            return false;
        if (_readSequence >= _reading.Next)
            Seek(_readSequence);
        if (!_reading.TryRead(_readOffset, out byte[] payload, out int samples))
            throw new IOException($"The spool {Path} cannot be read at message {_readSequence}.");
        message = new SpooledMessage(_readSequence, payload, samples);
        _readSequence++;
        _readOffset += SpoolRecord.HeaderBytes + payload.Length;
        return true;
    }

    public ReportRequest? Find(ulong sequence) =>
        _segments.LastOrDefault(s => s.First <= sequence && sequence < s.Next) is { } segment
        && segment.TryRead(segment.OffsetOf(sequence), out byte[] payload, out _) ? ReportRequest.Parser.ParseFrom(payload) : null;

    /// <summary>Deletes the segments that end at or before a sequence; the last one stays, as it holds the count.</summary>
    public void Forget(ulong upTo)
    {
        while (_segments.Count > 1 && _segments[0].Next - 1 <= upTo)
        {
            bool wasReading = _reading == _segments[0];
            _segments[0].Dispose();
            File.Delete(_folder.SegmentPath(First));
            _segments.RemoveAt(0);
            if (wasReading)
                Seek(_readSequence);
        }
    }

    public void Delete()
    {
        Dispose();
        Directory.Delete(Path, recursive: true);
    }

    public void Dispose()
    {
        foreach (SpoolSegment segment in _segments)
            segment.Dispose();
        _setFile?.Dispose();
        _folder.Dispose();
    }

    private void Recover(int samples, ReadOnlyMemory<byte> payload)
    {
        if (samples > 0)
            return;
        ReportRequest request = ReportRequest.Parser.ParseFrom(payload.Span);
        if (request.Outcome is { } outcome)
            AnsweredCommands.Add(outcome.Command);
        if (request.MetricSet is { } set)
            AddSet(set);
    }

    private bool AddSet(MetricSet set)
    {
        if (Sets.Exists(known => known.Id == set.Id))
            return false;
        Sets.Add(set);
        return true;
    }

    private ReadOnlySpan<byte> Record(IMessage message, int samples)
    {
        int size = SpoolRecord.HeaderBytes + message.CalculateSize();
        if (_scratch.Length < size)
            _scratch = new byte[Math.Max(size, _scratch.Length * 2)];
        message.WriteTo(_scratch.AsSpan(SpoolRecord.HeaderBytes, size - SpoolRecord.HeaderBytes));
        SpoolRecord.Seal(_scratch.AsSpan(0, size), samples);
        return _scratch.AsSpan(0, size);
    }
}
