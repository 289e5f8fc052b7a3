namespace Tracker.Plugins.Abstractions;

/// <summary>An order to a running training. The first answer counts.</summary>
public abstract class JobCommand
{
    /// <summary>Changes the learning rate to the argument <c>value</c>.</summary>
    public const string SetLearningRate = "set-learning-rate";

    /// <summary>Saves a checkpoint now.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Ends the training; delivered as cancellation.</summary>
    public const string Stop = "stop";

    /// <summary>What is ordered, as <see cref="SetLearningRate"/>. A job refuses names that it does not know.</summary>
    public abstract string Name { get; }

    /// <summary>What the order needs, as text.</summary>
    public abstract IReadOnlyDictionary<string, string> Arguments { get; }

    /// <summary>The order is carried out.</summary>
    /// <param name="message">One sentence with what changed; may be empty.</param>
    public abstract void Applied(string message);

    /// <summary>The training will not do it.</summary>
    /// <param name="message">One sentence that says why.</param>
    public abstract void Refused(string message);

    /// <summary>The training tried and could not.</summary>
    /// <param name="message">One sentence that says why.</param>
    public abstract void Failed(string message);
}
