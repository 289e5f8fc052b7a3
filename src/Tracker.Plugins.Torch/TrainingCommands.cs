using System.Globalization;
using TorchSharp.Modules;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Torch;

/// <summary>Carries out the orders that wait, between two steps.</summary>
public static class TrainingCommands
{
    /// <summary>Answers every order that waits. Returns at once when none does.</summary>
    /// <param name="context">Where orders come from.</param>
    /// <param name="optimizer">Gets a new learning rate in all parameter groups.</param>
    /// <param name="saveCheckpoint">Saves one and returns its path.</param>
    public static void CarryOut(IJobContext context, OptimizerHelper optimizer, Func<string> saveCheckpoint)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(saveCheckpoint);
        while (context.Commands.TryRead(out var command))
        {
            switch (command.Name)
            {
                case JobCommand.SetLearningRate:
                    SetLearningRate(command, optimizer);
                    break;
                case JobCommand.Checkpoint:
                    Save(command, saveCheckpoint);
                    break;
                default:
                    command.Refused($"This training does not know '{command.Name}': it knows stop, {JobCommand.SetLearningRate} and {JobCommand.Checkpoint}.");
                    break;
            }
        }
    }

    private static void SetLearningRate(JobCommand command, OptimizerHelper optimizer)
    {
        var text = command.Arguments.GetValueOrDefault("value", "");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value) || value <= 0)
        {
            command.Refused($"The argument value is '{text}': a learning rate is a number above 0.");
            return;
        }

        var before = optimizer.ParamGroups.First().LearningRate;
        foreach (var group in optimizer.ParamGroups) group.LearningRate = value;
        command.Applied(string.Create(CultureInfo.InvariantCulture, $"The learning rate is {value} from the next step on; it was {before}."));
    }

    private static void Save(JobCommand command, Func<string> saveCheckpoint)
    {
        try
        {
            command.Applied($"The checkpoint is {saveCheckpoint()}.");
        }
        catch (IOException e)
        {
            command.Failed($"The checkpoint could not be written: {e.Message}");
        }
    }
}
