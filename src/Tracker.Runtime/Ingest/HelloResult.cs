using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>The answer to a hello.</summary>
/// <param name="LastSequence">The highest durable sequence of the producer; what came after it is to be sent again.</param>
/// <param name="PendingCommands">Orders without an outcome, the oldest first.</param>
/// <param name="Refusal">One sentence, where the hello is refused; else null.</param>
/// <param name="Later">It is refused for now alone: the same hello later is right.</param>
public sealed record HelloResult(ulong LastSequence, ImmutableArray<RunCommand> PendingCommands, string? Refusal, bool Later = false);
