using Microsoft.Extensions.Options;

namespace Tracker.Daemon.Hosting;

/// <summary>Options that are known, and validated, before the host is built.</summary>
internal sealed class KnownOptions<T>(T value) : IOptionsFactory<T>
    where T : class
{
    public T Create(string name) => value;
}
