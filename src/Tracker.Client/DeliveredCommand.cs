using Tracker.Contracts.V1;

namespace Tracker.Client;

/// <summary>An order to this trainer. It comes once; the first outcome counts and is reported until the daemon has it.</summary>
public sealed class DeliveredCommand
{
    private readonly RunCommand _command;
    private readonly Action<CommandOutcome> _report;
    private int _answered;

    internal DeliveredCommand(RunCommand command, Action<CommandOutcome> report)
    {
        _command = command;
        _report = report;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Id => _command.Id;

    /// <summary>stop, set-learning-rate, pause, resume, restore-best or checkpoint.</summary>
    public string Name => _command.Name;

    /// <summary>What the order needs, such as <c>value</c> for a learning rate.</summary>
    public IReadOnlyDictionary<string, string> Arguments => _command.Arguments;

    /// <summary>The order is carried out.</summary>
    /// <param name="message">One sentence with what changed; may be empty.</param>
    public void Applied(string message = "") => Answer(CommandState.Applied, message);

    /// <summary>The trainer will not do it.</summary>
    /// <param name="message">One sentence that says why.</param>
    public void Refused(string message) => Answer(CommandState.Refused, message);

    /// <summary>The trainer tried and could not.</summary>
    /// <param name="message">One sentence that says why.</param>
    public void Failed(string message) => Answer(CommandState.Failed, message);

    private void Answer(CommandState state, string message)
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0)
            _report(new CommandOutcome { Command = _command.Id, State = state, Message = message ?? "" });
    }
}
