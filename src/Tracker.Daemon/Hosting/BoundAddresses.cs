namespace Tracker.Daemon.Hosting;

/// <summary>Where the daemon listens and since when, once it does.</summary>
internal sealed class BoundAddresses(TimeProvider time)
{
    private volatile AddressFile? _addresses;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public AddressFile? Addresses => _addresses;

    public void Set(AddressFile addresses) => _addresses = addresses;
}
