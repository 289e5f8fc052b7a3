using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>One write that waits for the next commit.</summary>
internal sealed class SqliteWrite(Func<SqliteSession, WriteResult> execute)
{
    private readonly TaskCompletionSource<WriteResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<WriteResult> Done => _done.Task;

    /// <summary>What it will be told once the commit is flushed.</summary>
    public WriteResult Outcome { get; private set; }

    public void Execute(SqliteSession session) => Outcome = execute(session);

    public void Complete() => _done.TrySetResult(Outcome);

    public void Fail(string reason) => _done.TrySetResult(new WriteResult(WriteOutcome.Failed, reason));
}
