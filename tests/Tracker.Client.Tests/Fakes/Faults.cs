using Tracker.Contracts.V1;

namespace Tracker.Client.Tests.Fakes;

/// <summary>What the fake daemon does wrong.</summary>
internal sealed class Faults
{
    /// <summary>Each entry breaks one connection after so many messages; a negative count loses the last message and all acknowledgements.</summary>
    public Queue<int> BreakAfter { get; } = new();

    /// <summary>Why a message is refused; null takes it.</summary>
    public Func<ReportRequest, string?> Reject { get; set; } = _ => null;

    /// <summary>Acknowledgements wait for this.</summary>
    public Task AckGate { get; set; } = Task.CompletedTask;

    /// <summary>Reading waits for this, after the hello.</summary>
    public Task ReadGate { get; set; } = Task.CompletedTask;

    /// <summary>The message with this sequence is lost once, as if it came too early.</summary>
    public ulong LoseOnce { get; set; }

    /// <summary>What the answer to a hello says of the size of messages.</summary>
    public uint MaxSamples { get; set; } = 5_000;
}
