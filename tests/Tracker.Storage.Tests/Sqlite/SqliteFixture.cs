using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Runtime.Diagnostics;
using Tracker.Storage.Sqlite;
using Tracker.Testing;

namespace Tracker.Storage.Tests.Sqlite;

/// <summary>Stores on one file in a folder of their own.</summary>
internal sealed class SqliteFixture : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TrackerMeter _meter = new();
    private readonly List<SqliteStore> _stores = [];

    public SqliteStorageOptions Options => new() { DataDirectory = _folder.Path };

    public string Path => Options.Path;

    public SqliteStore Open(SqliteStorageOptions? options = null)
    {
        var store = new SqliteStore(
            global::Microsoft.Extensions.Options.Options.Create(options ?? Options), new JournalInstruments(_meter), TimeProvider.System, NullLogger<SqliteWriter>.Instance);
        _stores.Add(store);
        return store;
    }

    public void Dispose()
    {
        foreach (var store in _stores) store.Dispose();
        _meter.Dispose();
        _folder.Dispose();
    }
}
