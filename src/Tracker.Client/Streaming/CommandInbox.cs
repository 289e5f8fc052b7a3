using System.Threading.Channels;
using Tracker.Contracts.V1;

namespace Tracker.Client.Streaming;

/// <summary>Gives each command to the trainer once, however often the daemon sends it.</summary>
internal sealed class CommandInbox(RunOptions options, Action<CommandOutcome> report)
{
    private const int MaxWaiting = 64;

    private readonly HashSet<string> _seen = [];
    private readonly Channel<DeliveredCommand> _waiting = Channel.CreateBounded<DeliveredCommand>(MaxWaiting);

    public ChannelReader<DeliveredCommand> Reader => _waiting.Reader;

    /// <summary>An earlier process carried these out.</summary>
    public void AlreadyAnswered(IEnumerable<string> ids)
    {
        lock (_seen)
            _seen.UnionWith(ids);
    }

    public void Receive(RunCommand command)
    {
        lock (_seen)
        {
            if (_seen.Contains(command.Id))
                return;
            if (Answer(command) is { } outcome)
                report(outcome);
            // What does not fit is not seen: the daemon sends it again.
            else if (!_waiting.Writer.TryWrite(new DeliveredCommand(command, report)))
                return;
            _seen.Add(command.Id);
        }
    }

    public void Complete() => _waiting.Writer.TryComplete();

    // What needs no trainer to answer.
    private CommandOutcome? Answer(RunCommand command)
    {
        long now = (options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (command.ExpiresAt > 0 && command.ExpiresAt < now)
            return new CommandOutcome { Command = command.Id, State = CommandState.Expired, Message = "It came too late." };
        if (command.Attempt > 0 && command.Attempt != options.Attempt)
        {
            return new CommandOutcome
            {
                Command = command.Id,
                State = CommandState.Refused,
                Message = $"It is for attempt {command.Attempt} and this is attempt {options.Attempt}.",
            };
        }

        return null;
    }
}
