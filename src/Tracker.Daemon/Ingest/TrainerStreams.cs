using System.Collections.Concurrent;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;

namespace Tracker.Daemon.Ingest;

/// <summary>The open report streams: who gets which order and notice.</summary>
internal sealed class TrainerStreams
{
    private readonly ConcurrentDictionary<(RunId Run, ProducerId Producer), ReportStream> _streams = new();
    private readonly DaemonOptions _options;
    private readonly LimitInstruments _limits;
    private int _open;

    public TrainerStreams(DaemonOptions options, IngestInstruments instruments, LimitInstruments limits)
    {
        _options = options;
        _limits = limits;
        instruments.ObserveStreams(() => Open);
    }

    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes one of the places that there are for streams.</summary>
    public Refusal? Enter()
    {
        if (Interlocked.Increment(ref _open) <= _options.MaxStreams) return null;
        Interlocked.Decrement(ref _open);
        _limits.Reached("streams");
        return Refusal.Overloaded($"{_options.MaxStreams} report streams are open already: close some, or raise MaxStreams.");
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>From now on the stream hears of its run. An earlier one of the same producer is half-open at best, and ends.</summary>
    public void Join(ReportStream stream)
    {
        var key = (stream.Run, stream.Producer);
        ReportStream? earlier = null;
        _streams.AddOrUpdate(key, stream, (_, known) =>
        {
            earlier = known;
            return stream;
        });
        earlier?.End(Refusal.Conflict("this producer opened another stream: report on that one."));
    }

    public void Part(ReportStream stream) => _streams.TryRemove(new KeyValuePair<(RunId, ProducerId), ReportStream>((stream.Run, stream.Producer), stream));

    /// <summary>Hands an event of a run to its trainers. Orders stay with a stream until they are settled.</summary>
    public void Deliver(PublishedEvent published)
    {
        foreach (var ((run, _), stream) in _streams)
        {
            if (run != published.Run) continue;
            switch (published.Event)
            {
                case CommandIssued issued:
                    stream.Order(issued.Command);
                    break;
                case CommandSettled settled:
                    stream.Settle(settled.Command);
                    break;
                case AlertChanged alert:
                    stream.Tell(new Notice { Alert = alert.Alert.ToProto(run, null) });
                    break;
                case FindingChanged finding:
                    stream.Tell(new Notice { Finding = finding.Finding.ToProto(attempt: 0) });
                    break;
            }
        }
    }

    /// <summary>Sends orders again that have no outcome yet.</summary>
    public void Remind()
    {
        foreach (var stream in _streams.Values) stream.Remind();
    }

    /// <summary>The daemon stops: what is taken is still acknowledged, then every stream ends.</summary>
    public void EndAll()
    {
        foreach (var stream in _streams.Values) stream.End(Refusal.Unavailable("the daemon stops: connect again later."));
    }
}
