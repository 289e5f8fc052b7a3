using Tracker.Contracts.V1;

namespace Tracker.Client.Spooling;

/// <summary>
/// What is not acknowledged yet, on disk and in the order of its sequences. Every sequenced message is here before it is sent, so that
/// whatever dies, the rest can be sent again. Not fsynced: the page cache outlives this process, and a trainer must not wait for a disk.
/// </summary>
internal sealed class Spool : IDisposable
{
    // Small enough that acknowledged space comes back soon, large enough that rolling over costs nothing.
    private const long MaxSegmentBytes = 4 << 20;

    private readonly Lock _lock = new();
    private readonly AckWaiters _waiters = new();
    private readonly string _parent;
    private readonly long _limit;
    private SpoolFiles _files;
    private ulong _acknowledged;
    // First sequence of this process.
    private ulong _sessionStart;
    // A hello of this process and producer was answered, so that its messages may be on the other side.
    private bool _resumed;

    private Spool(string parent, SpoolFiles files, long limit)
    {
        _parent = parent;
        _files = files;
        _limit = limit;
        _acknowledged = files.First - 1;
        _sessionStart = files.Next;
        KnownSets = [.. files.Sets];
        AnsweredCommands = files.AnsweredCommands;
        RecoveredMessages = files.Next - files.First;
    }

    /// <summary>Raised when there is something new to send.</summary>
    public AsyncSignal Appended { get; } = new();

    /// <summary>Metric sets that an earlier process declared.</summary>
    public IReadOnlyList<MetricSet> KnownSets { get; }

    /// <summary>Commands that an earlier process carried out.</summary>
    public IReadOnlySet<string> AnsweredCommands { get; }

    /// <summary>Messages that an earlier process left.</summary>
    public ulong RecoveredMessages { get; }

    public string Path => Locked(() => _files.Path);

    public string Producer => Locked(() => _files.Identity.Producer);

    /// <summary>Messages that are not acknowledged.</summary>
    public ulong Pending => Locked(() => _files.Next - 1 - _acknowledged);

    private long SegmentBytes => Math.Min(MaxSegmentBytes, _limit / 8);

    /// <summary>Opens the spool that an earlier process of the run left in a folder, or makes one.</summary>
    /// <param name="parent">Folder of the run's producers.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="rank">The trainer's rank.</param>
    /// <param name="limit">Bytes at most.</param>
    public static Spool Open(string parent, string run, int rank, long limit) => new(parent, SpoolFiles.Open(parent, run, rank), limit);

    /// <summary>Numbers a message and keeps it. False where it does not fit or the disk refuses it: it is then not numbered.</summary>
    /// <param name="request">The message; its sequence is set.</param>
    /// <param name="samples">Samples in it.</param>
    /// <param name="essential">May go a little beyond the limit: what is small and must not be lost.</param>
    public bool TryAppend(ReportRequest request, int samples, bool essential = false)
    {
        try
        {
            lock (_lock)
            {
                if (_files.Bytes + request.CalculateSize() > _limit + (essential ? SegmentBytes : 0))
                    return false;
                _files.Append(request, samples, SegmentBytes);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Appended.Raise();
        return true;
    }

    /// <summary>The next message to send; false where all is sent.</summary>
    public bool TryReadNext(out SpooledMessage message, out bool isOfThisProcess)
    {
        lock (_lock)
        {
            bool found = _files.TryReadNext(out message);
            isOfThisProcess = message.Sequence >= _sessionStart;
            return found;
        }
    }

    /// <summary>Sends again from a sequence, or from the first that is not acknowledged.</summary>
    public void Seek(ulong sequence)
    {
        lock (_lock)
            _files.Seek(Math.Max(sequence, _acknowledged + 1));
    }

    /// <summary>A message that is still here.</summary>
    public ReportRequest? Find(ulong sequence) => Locked(() => _files.Find(sequence));

    /// <summary>Everything up to a sequence is durable: its files go.</summary>
    public void Acknowledge(ulong sequence)
    {
        lock (_lock)
        {
            if (sequence <= _acknowledged)
                return;
            _acknowledged = Math.Min(sequence, _files.Next - 1);
            _files.Forget(_acknowledged);
            _waiters.Complete(_acknowledged);
        }
    }

    /// <summary>
    /// Goes on after what the daemon holds of this producer. Where the two do not fit - the daemon lost its data or is another one, or
    /// this machine lost the end of the spool with its power - the messages get a new producer, as their numbers mean something else there.
    /// </summary>
    /// <returns>False where the producer changed: say hello again.</returns>
    public bool Resume(ulong lastDurable)
    {
        lock (_lock)
        {
            if (lastDurable < _acknowledged)
                return Renumber(_acknowledged + 1);
            if (!_resumed && lastDurable >= _sessionStart)
                return Renumber(_sessionStart);
            if (!_resumed && !_files.Identity.IsOfThisBoot)
                return Renumber(lastDurable + 1);
            _resumed = true;
            Acknowledge(lastDurable);
            _files.Seek(_acknowledged + 1);
            return true;
        }
    }

    /// <summary>Completes when all that is here now is acknowledged.</summary>
    public Task WhenAcknowledged() => Locked(() => _waiters.Wait(_files.Next - 1, _acknowledged));

    /// <summary>Deletes the folder, and the run's where it was the last. Only for a run that is over and acknowledged.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            try
            {
                _files.Delete();
                if (!Directory.EnumerateFileSystemEntries(_parent).Any())
                    Directory.Delete(_parent);
            }
            catch (IOException)
            {
                // Acknowledged files that stay do no harm: they are skipped or taken over later.
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _files.Dispose();
    }

    // Copies the metric sets, and the messages from a sequence on, to a new producer that then takes the place of this one.
    private bool Renumber(ulong from)
    {
        SpoolIdentity old = _files.Identity;
        SpoolFiles renumbered = SpoolFiles.Begin(_parent, SpoolIdentity.New(old.Run, old.Rank, replaces: old.Producer));
        ulong sessionStart = 0;
        try
        {
            foreach (MetricSet set in _files.Sets)
                renumbered.Append(new ReportRequest { MetricSet = set }, 0, SegmentBytes);
            _files.Seek(from);
            while (_files.TryReadNext(out SpooledMessage message))
            {
                if (message.Sequence >= _sessionStart && sessionStart == 0)
                    sessionStart = renumbered.Next;
                ReportRequest request = ReportRequest.Parser.ParseFrom(message.Payload);
                if (request.BodyCase != ReportRequest.BodyOneofCase.MetricSet)
                    renumbered.Append(request, message.Samples, SegmentBytes);
            }

            renumbered.Complete();
        }
        catch
        {
            renumbered.Delete();
            throw;
        }

        _files.Delete();
        _files = renumbered;
        _acknowledged = 0;
        _resumed = false;
        _sessionStart = sessionStart == 0 ? renumbered.Next : sessionStart;
        _waiters.Retarget(renumbered.Next - 1);
        return false;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}
