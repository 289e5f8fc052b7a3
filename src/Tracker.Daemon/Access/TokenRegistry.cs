using System.Collections.Immutable;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Access;

namespace Tracker.Daemon.Access;

/// <summary>The tokens that people made. In memory and in <see cref="TokenFile"/>; what is revoked or expires ends at once.</summary>
internal sealed partial class TokenRegistry : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan UseStep = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly TokenFile _file;
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly ILogger<TokenRegistry> _logger;
    private readonly ITimer _expiry;
    private readonly Dictionary<string, StoredToken> _revokedUnstored = new(StringComparer.Ordinal);
    private ImmutableArray<Entry> _entries;
    private int _saving;

    /// <param name="file">Where they are kept.</param>
    /// <param name="tokens">What it holds.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told who may call from when to when.</param>
    public TokenRegistry(TokenFile file, IReadOnlyList<StoredToken> tokens, int most, TimeProvider time, ILogger<TokenRegistry> logger)
    {
        _file = file;
        _most = most;
        _time = time;
        _logger = logger;
        _entries = [.. tokens.Select(stored => new Entry(stored))];
        _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Expire();
    }

    public int Count => _entries.Length;

    public IReadOnlyList<StoredToken> List() => [.. _entries.Select(entry => entry.Stored).OrderBy(token => token.Name, StringComparer.Ordinal)];

    /// <summary>Makes a token. It is stored when this returns, and nobody can be told it again.</summary>
    /// <param name="name">Names it.</param>
    /// <param name="scopes">One or more.</param>
    /// <param name="lifetime">Null for no end.</param>
    public Outcome<NewToken> Create(string name, Scopes scopes, TimeSpan? lifetime)
    {
        if (TokenRules.NameProblem(name) is { } bad) return Refusal.BadInput(bad);
        if (lifetime is { } span && TokenRules.LifetimeProblem(span) is { } misfit) return Refusal.BadInput(misfit);
        if (scopes == Scopes.None) return Refusal.BadInput("a token without scopes opens nothing: give one or more of ingest, read, control.");
        lock (_gate)
        {
            if (_entries.Any(entry => entry.Stored.Name == name))
                return Refusal.Conflict($"there is a token {name} already: revoke it first (tracker token revoke {name}), or choose another name.");
            if (_entries.Length >= _most)
                return Refusal.Overloaded($"{_most} tokens are there already: revoke some (tracker token ls shows those that expired), or raise MaxTokens.");
            var secret = Secret.Make();
            var now = _time.GetUtcNow();
            var entry = new Entry(new StoredToken
            {
                Name = name,
                Sha256 = Convert.ToHexStringLower(Secret.Hash(secret)),
                Scopes = [.. scopes.ToWords()],
                MadeAt = now,
                ExpiresAt = now + lifetime,
            });
            var entries = _entries.Add(entry);
            if (Save(entries) is { } problem) return Refusal.Unavailable($"the token could not be stored: {problem}");
            _entries = entries;
            LogMade(name, string.Join(", ", entry.Stored.Scopes));
            Expire();
            return new NewToken(entry.Stored, secret);
        }
    }

    /// <summary>From now on the token opens nothing, and what it opened ends.</summary>
    public Outcome<StoredToken> Revoke(string name)
    {
        lock (_gate)
        {
            if (_entries.FirstOrDefault(entry => entry.Stored.Name == name) is { } entry)
            {
                // Before the disk is asked: a full one must not keep a lost token alive.
                _entries = _entries.Remove(entry);
                entry.Revocation.Dispose();
                _revokedUnstored[name] = entry.Stored;
                LogRevoked(name);
            }

            if (!_revokedUnstored.TryGetValue(name, out var revoked))
                return Refusal.NotFound($"there is no token '{Names.Shorten(name)}': tracker token ls shows those that there are.");
            return Save(_entries) is { } problem
                ? Refusal.Unavailable($"token {name} is revoked until the daemon starts again, for that could not be stored ({problem}): revoke it again when the disk takes it.")
                : revoked;
        }
    }

    /// <summary>The caller that shows this token; or why it opens nothing. Takes the same time wherever a token differs.</summary>
    public Outcome<Caller> Find(string token)
    {
        Entry? found = null;
        var hash = Secret.Hash(token);
        foreach (var entry in _entries)
        {
            if (entry.Matches(hash)) found = entry;
        }

        if (found is null)
        {
            return Refusal.Unauthenticated(
                "the token is not this daemon's or was revoked: make one with 'tracker token create', or use the control.token of its data directory (TRACKER_TOKEN_FILE).");
        }

        var now = _time.GetUtcNow();
        if (found.IsExpired(now))
            return Refusal.Unauthenticated($"token {found.Stored.Name} expired at {found.Stored.ExpiresAt:yyyy-MM-dd HH:mm} UTC: make another with 'tracker token create'.");
        Touch(found, now);
        return found.Caller;
    }

    public void Dispose()
    {
        _expiry.Dispose();
        foreach (var entry in _entries) entry.Revocation.Dispose();
    }

    private void Touch(Entry entry, DateTimeOffset now)
    {
        if (entry.Stored.LastUsedAt is { } last && now - last < UseStep && now >= last) return;
        entry.Stored = entry.Stored with { LastUsedAt = now };
        // Written beside the call: nobody waits for a disk to have a use noted.
        if (Interlocked.Exchange(ref _saving, 1) == 0) _ = Task.Run(SaveUse);
    }

    private void SaveUse()
    {
        Volatile.Write(ref _saving, 0);
        lock (_gate)
        {
            if (Save(_entries) is { } problem) LogUnsaved(problem);
        }
    }

    private string? Save(ImmutableArray<Entry> entries)
    {
        try
        {
            _file.Write([.. entries.Select(entry => entry.Stored)]);
            _revokedUnstored.Clear();
            return null;
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }

    private void Expire()
    {
        var now = _time.GetUtcNow();
        var next = LongestWait;
        foreach (var entry in _entries)
        {
            if (entry.Stored.ExpiresAt is not { } end) continue;
            if (end <= now) entry.Revocation.Dispose();
            else if (end - now < next) next = end - now;
        }

        // A timer may be early by a part of a millisecond, and would then find nothing expired.
        _expiry.Change(next + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private sealed class Entry
    {
        private readonly byte[] _hash;
        private volatile StoredToken _stored;

        public Entry(StoredToken stored)
        {
            _stored = stored;
            _hash = Convert.FromHexString(stored.Sha256);
            var scopes = stored.Scopes.Aggregate(Scopes.None, static (all, word) => all | ScopeWords.Parse(word)!.Value);
            Caller = new Caller($"token {stored.Name}", scopes.WithImplied()) { Ended = Revocation.Ended };
        }

        public Revocation Revocation { get; } = new();

        public Caller Caller { get; }

        public StoredToken Stored
        {
            get => _stored;
            set => _stored = value;
        }

        public bool Matches(ReadOnlySpan<byte> hash) => System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(hash, _hash);

        public bool IsExpired(DateTimeOffset now) => Stored.ExpiresAt <= now;
    }
}

/// <summary>A token that was just made, and the one time that it is told.</summary>
internal sealed record NewToken(StoredToken Stored, string Secret)
{
    /// <summary>Without the token: records print themselves whole.</summary>
    public override string ToString() => $"token {Stored.Name}";
}
