using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class CommandTests
{
    private readonly RunScript _script = new();

    [Fact]
    public void Apply_CommandAndOutcome_IsPendingUntilSettled()
    {
        var command = Issue(1, null);
        Issue(1, null);
        Assert.Equal([command], _script.Monitor.Describe().PendingCommands);
        Answer(command, CommandState.Sent);
        Assert.Single(_script.Monitor.Describe().PendingCommands);
        Answer(command, CommandState.Applied);
        Answer(command, CommandState.Failed);
        Assert.Empty(_script.Monitor.Describe().PendingCommands);
        Assert.Equal([CommandState.Applied], _script.Events.OfType<CommandSettled>().Select(settled => settled.State));
        Assert.Single(_script.Events.OfType<CommandIssued>());
    }

    [Fact]
    public void Apply_TickAfterExpiry_SettlesAsExpired()
    {
        Issue(1, _script.Now + TimeSpan.FromMinutes(5));
        Issue(2, _script.Now + TimeSpan.FromMinutes(3));
        Assert.Equal(_script.Now + TimeSpan.FromMinutes(3), _script.Monitor.NextDeadline);
        _script.Tick(TimeSpan.FromMinutes(3));
        var settled = Assert.Single(_script.Events.OfType<CommandSettled>());
        Assert.Equal((new CommandId(2), CommandState.Expired), (settled.Command, settled.State));
        _script.Reload();
        Assert.Equal(new CommandId(1), Assert.Single(_script.Monitor.Describe().PendingCommands).Id);
    }

    [Fact]
    public void Apply_TheEndOfTheRun_SettlesWhatIsPending()
    {
        Issue(1, null);
        _script.Finish();
        Issue(2, null);
        Assert.Equal(
            [(new CommandId(1), CommandState.Expired), (new CommandId(2), CommandState.Expired)],
            _script.Events.OfType<CommandSettled>().Select(settled => (settled.Command, settled.State)));
        Assert.Empty(_script.Monitor.Describe().PendingCommands);
    }

    private RunCommand Issue(int id, Timestamp? expires)
    {
        var arguments = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("value", "0.01");
        var command = new RunCommand(new CommandId((UInt128)id), "set-learning-rate", arguments, 1, expires);
        _script.Apply(new CommandInput(_script.Now, command));
        return command;
    }

    private void Answer(RunCommand command, CommandState state) =>
        _script.Apply(new OutcomeInput(_script.Now, RunScript.Trainer, 0, command.Id, state, ""));
}
