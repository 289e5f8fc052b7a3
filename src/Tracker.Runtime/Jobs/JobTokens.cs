using System.Collections.Concurrent;
using Tracker.Core.Runs;
using Tracker.Runtime.Access;

namespace Tracker.Runtime.Jobs;

/// <summary>A job's right to report to its own run and to read it.</summary>
/// <param name="Run">The one run.</param>
/// <param name="Ended">Fires when the right ends.</param>
public sealed record JobToken(RunId Run, CancellationToken Ended);

/// <summary>
/// The tokens of the jobs that have a process: each random, in a file of its job's directory, and over when the process is. A daemon that
/// takes a job up again takes the token from that file.
/// </summary>
public sealed class JobTokens : IDisposable
{
    private const string Mark = "job_";
    private const int RunDigits = 32;
    private readonly ConcurrentDictionary<RunId, Grant> _grants = new();

    /// <summary>Looks a token up.</summary>
    /// <param name="token">What a caller presented.</param>
    /// <param name="known">Null where the job is over, or never had this token.</param>
    /// <returns>False when it is no job's token at all.</returns>
    public bool TryFind(string token, out JobToken? known)
    {
        known = null;
        const string Start = Secret.Prefix + Mark;
        if (!token.StartsWith(Start, StringComparison.Ordinal)) return false;
        if (token.Length > Start.Length + RunDigits && RunId.TryParse(token.Substring(Start.Length, RunDigits), out var run)
            && _grants.TryGetValue(run, out var grant) && Secret.Matches(token, grant.Hash))
        {
            known = new JobToken(run, grant.Revocation.Ended);
        }

        return true;
    }

    /// <summary>Ends every right.</summary>
    public void Dispose()
    {
        foreach (var run in _grants.Keys) End(run);
    }

    /// <summary>Makes a token, and its file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal void Issue(RunId run, JobDirectory directory)
    {
        var token = Secret.Make($"{Mark}{run}_");
        directory.WriteToken(token);
        Set(run, token);
    }

    /// <summary>Takes the token of a job that an earlier daemon started; makes another where its file was lost.</summary>
    /// <exception cref="IOException">There is none and its file cannot be written.</exception>
    internal void Adopt(RunId run, JobDirectory directory)
    {
        if (directory.ReadToken() is { } token && token.StartsWith($"{Secret.Prefix}{Mark}{run}_", StringComparison.Ordinal) && Secret.IsIn(token))
            Set(run, token);
        else
            Issue(run, directory);
    }

    /// <summary>The job is over: its token opens nothing any more, and the streams that it opened end.</summary>
    internal void Revoke(RunId run, JobDirectory directory)
    {
        End(run);
        directory.DeleteToken();
    }

    private void Set(RunId run, string token)
    {
        End(run);
        _grants[run] = new Grant(Secret.Hash(token), new Revocation());
    }

    private void End(RunId run)
    {
        if (_grants.TryRemove(run, out var grant)) grant.Revocation.Dispose();
    }

    private sealed record Grant(byte[] Hash, Revocation Revocation);
}
