using System.Collections.Concurrent;

namespace Tracker.Client.Tests.Fakes;

/// <summary>A temporary spool, the options of a run that uses it, and what the run said.</summary>
internal sealed class Trainer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _said = new(0);

    public ConcurrentQueue<string> Messages { get; } = new();

    public string SpoolPath => _folder["spool"];

    public RunOptions Options(string server) => new()
    {
        Server = server,
        SpoolDirectory = SpoolPath,
        DataDirectory = _folder.Path,
        Run = Guid.CreateVersion7().ToString("N"),
        BatchInterval = TimeSpan.FromMilliseconds(5),
        CloseTimeout = TimeSpan.FromSeconds(60),
        OnMessage = message =>
        {
            Messages.Enqueue(message);
            _said.Release();
        },
    };

    /// <summary>Waits until the run has said something that holds a text.</summary>
    public async Task HeardAsync(string text)
    {
        while (!Messages.Any(message => message.Contains(text, StringComparison.Ordinal)))
            Assert.True(await _said.WaitAsync(TimeSpan.FromSeconds(60)), $"nobody said '{text}'");
    }

    public void Dispose()
    {
        _said.Dispose();
        _folder.Dispose();
    }
}
