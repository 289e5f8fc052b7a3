using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>Orders without an outcome, the oldest first.</summary>
internal sealed class CommandLog(EventSink events)
{
    private readonly List<RunCommand> _pending = [];

    public ImmutableArray<RunCommand> Pending => [.. _pending];

    /// <summary>When the first of them expires.</summary>
    public Timestamp? NextExpiry
    {
        get
        {
            Timestamp? next = null;
            foreach (var command in _pending)
            {
                if (command.ExpiresAt is { } at && (next is null || at < next)) next = at;
            }

            return next;
        }
    }

    public void Issue(RunCommand command, bool isOver, long step)
    {
        if (_pending.Exists(known => known.Id == command.Id)) return;
        events.Add(new CommandIssued(events.Last + 1, events.At, step, command));
        if (isOver) Settle(command.Id, CommandState.Expired, "the run is over", step);
        else _pending.Add(command);
    }

    /// <summary>An outcome came; one of an order that nobody waits for changes nothing.</summary>
    public void Take(OutcomeInput outcome, long step)
    {
        if (outcome.State == CommandState.Sent || _pending.RemoveAll(command => command.Id == outcome.Command) == 0) return;
        Settle(outcome.Command, outcome.State, outcome.Message, step);
    }

    public void Expire(Timestamp now, long step)
    {
        foreach (var command in Pending)
        {
            if (command.ExpiresAt is { } at && at <= now) Drop(command, "no answer came in time", step);
        }
    }

    public void End(long step)
    {
        foreach (var command in Pending) Drop(command, "the run ended before the trainer answered", step);
    }

    public void Save(StateWriter writer) => writer.List(_pending, static (to, command) => to.Command(command));

    public void Load(ref StateReader reader) => _pending.AddRange(reader.List(static (ref StateReader from) => from.Command()));

    private void Drop(RunCommand command, string why, long step)
    {
        _pending.Remove(command);
        Settle(command.Id, CommandState.Expired, why, step);
    }

    private void Settle(CommandId id, CommandState state, string message, long step) =>
        events.Add(new CommandSettled(events.Last + 1, events.At, step, id, state, message));
}
