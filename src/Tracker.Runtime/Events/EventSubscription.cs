using System.Threading.Channels;

namespace Tracker.Runtime.Events;

/// <summary>One subscriber's bounded share of the bus. Dispose it to leave.</summary>
public sealed class EventSubscription : IDisposable
{
    private readonly Channel<PublishedEvent> _channel;
    private readonly Action<EventSubscription> _leave;
    private long _skipped;

    internal EventSubscription(string? name, int capacity, Action<EventSubscription> leave)
    {
        Name = name;
        _leave = leave;
        _channel = Channel.CreateBounded<PublishedEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Names the kind of subscriber; null for one that only wants to know that there is something.</summary>
    public string? Name { get; }

    /// <summary>The events, in the order in which they were stored for each run.</summary>
    public ChannelReader<PublishedEvent> Reader => _channel.Reader;

    /// <summary>Events that did not fit.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <inheritdoc/>
    public void Dispose()
    {
        _leave(this);
        _channel.Writer.TryComplete();
    }

    internal bool Offer(PublishedEvent published)
    {
        if (_channel.Writer.TryWrite(published)) return true;
        Interlocked.Increment(ref _skipped);
        return false;
    }
}
