using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>All that waited, on its way to the journal as one append.</summary>
internal sealed class Batch
{
    private readonly List<RunInput> _inputs = [];
    private ImmutableArray<Frame>.Builder? _frames;
    private Timestamp _framesAt;

    /// <summary>Calls that are decided with this batch.</summary>
    public List<Submission> Submissions { get; } = [];

    public List<HelloRequest> Hellos { get; } = [];

    /// <summary>How far each producer will be.</summary>
    public Dictionary<ProducerId, ProducerProgress> Progress { get; } = [];

    /// <summary>The inputs, once the batch is closed.</summary>
    public IReadOnlyList<RunInput> Inputs => _inputs;

    /// <summary>Position of the first input.</summary>
    public long FirstPosition { get; set; }

    /// <summary>Set when the journal has decided.</summary>
    public WriteResult? Result { get; set; }

    /// <summary>There is something to append.</summary>
    public bool Writes => _inputs.Count > 0 || _frames is not null || Progress.Count > 0;

    public bool IsEmpty => !Writes && Submissions.Count == 0 && Hellos.Count == 0;

    /// <summary>Frames that follow one another become one input.</summary>
    public void Add(RunInput input, Timestamp now)
    {
        if (input is FramesInput { Frames: [var frame] })
        {
            (_frames ??= ImmutableArray.CreateBuilder<Frame>()).Add(frame);
            _framesAt = now;
            return;
        }

        CloseFrames();
        _inputs.Add(input with { ReceivedAt = now });
    }

    public void CloseFrames()
    {
        if (_frames is null) return;
        _inputs.Add(new FramesInput(_framesAt, _frames.DrainToImmutable()));
        _frames = null;
    }
}
