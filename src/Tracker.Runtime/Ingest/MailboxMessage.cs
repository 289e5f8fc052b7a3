using Tracker.Core.Monitoring;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>What a mailbox reads.</summary>
internal abstract class MailboxMessage;

/// <summary>A trainer says hello.</summary>
internal sealed class HelloRequest(Hello hello) : MailboxMessage
{
    public Hello Hello { get; } = hello;

    public TaskCompletionSource<HelloResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something of it is to be seen in the store before it is answered.</summary>
    public bool NeedsRow { get; set; }
}

/// <summary>Somebody asks what is known.</summary>
internal sealed class DescribeRequest : MailboxMessage
{
    public TaskCompletionSource<RunMonitorSnapshot?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The run is to be in memory, with its deadline looked at and the daemon's absence noted.</summary>
internal sealed class WakeRequest : MailboxMessage
{
    public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The daemon stops: snapshot and leave.</summary>
internal sealed class StopRequest : MailboxMessage;

/// <summary>A time that the mailbox set itself has come.</summary>
internal sealed class Alarm : MailboxMessage
{
    public static Alarm Rings { get; } = new();
}

/// <summary>The journal decided a batch.</summary>
internal sealed class AppendDone(Batch batch, WriteResult result) : MailboxMessage
{
    public Batch Batch { get; } = batch;

    public WriteResult Result { get; } = result;
}

/// <summary>The store decided what was derived.</summary>
internal sealed class CommitDone(DerivedCommit commit, WriteResult result) : MailboxMessage
{
    public DerivedCommit Commit { get; } = commit;

    public WriteResult Result { get; } = result;
}
