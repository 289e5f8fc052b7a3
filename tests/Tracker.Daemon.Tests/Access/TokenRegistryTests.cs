using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tracker.Daemon.Access;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Access;

public sealed class TokenRegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private string FilePath => Path.Combine(_folder.Path, "tokens.json");

    [Fact]
    public void Create_ThenFind_GivesTheScopes_AndTheFileHoldsOnlyTheHash()
    {
        using var registry = Open();

        var made = Value(registry.Create("ci", Scopes.Ingest, TimeSpan.FromDays(30)));

        Assert.Matches("^trk_[0-9a-f]{64}$", made.Secret);
        var caller = Value(registry.Find(made.Secret));
        Assert.Equal(("token ci", Scopes.Ingest), (caller.Name, caller.Scopes));
        Assert.DoesNotContain(made.Secret[4..], File.ReadAllText(FilePath), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Secret, made.ToString(), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Open_Again_KnowsWhatWasMadeAndNotWhatWasRevoked()
    {
        string kept, revoked;
        using (var registry = Open())
        {
            kept = Value(registry.Create("kept", Scopes.Control, null)).Secret;
            revoked = Value(registry.Create("revoked", Scopes.Read, null)).Secret;
            Value(registry.Revoke("revoked"));
        }

        using var again = Open();
        Assert.Equal(Scopes.All, Value(again.Find(kept)).Scopes);
        Assert.Equal(RefusalKind.Unauthenticated, Reason(again.Find(revoked)).Kind);
    }

    [Fact]
    public async Task Find_AfterTheEnd_IsRefusedByName_AndWhatWasOpenHears()
    {
        using var registry = Open();
        var secret = Value(registry.Create("short", Scopes.Read, TimeSpan.FromHours(1))).Secret;
        var caller = Value(registry.Find(secret));
        var ended = new TaskCompletionSource();
        using var registration = caller.Ended.Register(ended.SetResult);

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(caller.Ended.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMinutes(2));

        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("token short expired at", Reason(registry.Find(secret)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_DiskFull_IsEffectiveAllTheSame_AndCanBeRepeated()
    {
        using var registry = Open();
        var made = Value(registry.Create("lost", Scopes.Control, null));
        var caller = Value(registry.Find(made.Secret));
        await Eventually.HoldsAsync("the use is noted", () => File.ReadAllText(FilePath).Contains("lastUsedAt\": \"2", StringComparison.Ordinal));
        // A folder in the way fails as a full disk does, for root too.
        Directory.CreateDirectory(FilePath + ".tmp");

        Assert.Contains("until the daemon starts again", Reason(registry.Revoke("lost")).Sentence, StringComparison.Ordinal);
        Assert.True(caller.Ended.IsCancellationRequested);
        Reason(registry.Find(made.Secret));
        Assert.Equal(RefusalKind.Unavailable, Reason(registry.Create("other", Scopes.Read, null)).Kind);

        Directory.Delete(FilePath + ".tmp");
        Value(registry.Revoke("lost"));
        using var again = Open();
        Assert.Empty(again.List());
    }

    [Fact]
    public void Create_BeyondTheMostOrTwice_IsRefused()
    {
        using var registry = Open(most: 2);
        Value(registry.Create("a", Scopes.Read, null));
        Assert.Contains("there is a token a already", Reason(registry.Create("a", Scopes.Read, null)).Sentence, StringComparison.Ordinal);
        Value(registry.Create("b", Scopes.Read, null));
        Assert.Contains("2 tokens are there already", Reason(registry.Create("c", Scopes.Read, null)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_ManyTimesInAMinute_WritesTheFileOnce()
    {
        using var registry = Open();
        var made = Value(registry.Create("busy", Scopes.Ingest, null));
        Value(registry.Find(made.Secret));
        await Eventually.HoldsAsync("the use is noted", () => File.ReadAllText(FilePath).Contains("lastUsedAt\": \"2", StringComparison.Ordinal));
        var written = File.GetLastWriteTimeUtc(FilePath);
        for (var i = 0; i < 100; i++) Value(registry.Find(made.Secret));
        Assert.Equal(_time.GetUtcNow(), Assert.Single(registry.List()).LastUsedAt);
        Assert.Equal(written, File.GetLastWriteTimeUtc(FilePath));

        _time.Advance(TimeSpan.FromSeconds(61));
        Value(registry.Find(made.Secret));
        Assert.Equal(_time.GetUtcNow(), Assert.Single(registry.List()).LastUsedAt);
    }

    [Theory]
    [InlineData("", "is no JSON that a daemon wrote")]
    [InlineData("{", "is no JSON that a daemon wrote")]
    [InlineData("null", "is no JSON that a daemon wrote")]
    [InlineData("""{"version":1,"tokens":[{"name":"a"}]}""", "is no JSON that a daemon wrote")]
    [InlineData("""{"version":2,"tokens":[]}""", "is of version 2 and this daemon knows version 1")]
    [InlineData("""{"version":1,"tokens":[{"name":"a","sha256":"00","scopes":["read"],"madeAt":"2026-01-01T00:00:00Z"}]}""", "token a has no SHA-256")]
    [InlineData("""{"version":1,"tokens":[{"name":"a b","sha256":"00","scopes":["read"],"madeAt":"2026-01-01T00:00:00Z"}]}""", "a name is bad")]
    public void Open_DamagedFile_RefusesToStartAndNamesIt(string content, string how)
    {
        File.WriteAllText(FilePath, content);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var fault = Assert.Throws<StartupException>(() => Open());

        Assert.Equal(1, fault.ExitCode);
        Assert.StartsWith(FilePath, fault.Message, StringComparison.Ordinal);
        Assert.Contains(how, fault.Message, StringComparison.Ordinal);
        Assert.Contains("move it away", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(content, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Open_FileThatOthersRead_RefusesToStart()
    {
        using (var registry = Open()) Value(registry.Create("a", Scopes.Read, null));
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.StartsWith($"others can read {FilePath}", Assert.Throws<StartupException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_DamagedTokensFile_DoesNotStart()
    {
        await using var host = await DaemonHost.StartAsync();
        await host.StopAsync();
        var file = Path.Combine(host.DataDir, "tokens.json");
        await File.WriteAllTextAsync(file, "{", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var fault = await Assert.ThrowsAsync<StartupException>(() => host.StartAgainAsync());

        Assert.StartsWith($"{file} is damaged", fault.Message, StringComparison.Ordinal);
        File.Delete(file);
        await host.StartAgainAsync();
    }

    public void Dispose() => _folder.Dispose();

    private TokenRegistry Open(int most = 8)
    {
        var file = new TokenFile(FilePath);
        return new TokenRegistry(file, file.Read(), most, _time, NullLogger<TokenRegistry>.Instance);
    }

    private static T Value<T>(Outcome<T> outcome)
        where T : class =>
        outcome.Succeeded(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Sentence);

    private static Refusal Reason<T>(Outcome<T> outcome)
        where T : class =>
        outcome.Succeeded(out var value, out var refusal) ? throw new InvalidOperationException($"{value} was not refused") : refusal;
}
