namespace Tracker.Plugins.Abstractions;

/// <summary>
/// What a plugin is: one public class with a parameterless constructor in the assembly that has its folder's name. It is loaded by a
/// process of its own for each job, so it may keep state in statics and cannot harm other jobs.
/// </summary>
public interface ITrainingPlugin
{
    /// <summary>The name that people submit it by, the same as its folder's.</summary>
    string Name { get; }

    /// <summary>One sentence on what it trains.</summary>
    string Description { get; }

    /// <summary>What can be set. Values are checked against these before <see cref="Create"/> is called.</summary>
    IReadOnlyList<Hyperparameter> Hyperparameters { get; }

    /// <summary>Makes the job. Cheap: data is loaded and weights are made in <see cref="ITrainingJob.RunAsync"/>.</summary>
    /// <param name="hyperparameters">One value for each of <see cref="Hyperparameters"/>, each one allowed.</param>
    /// <exception cref="JobRefusedException">The values do not fit together; one sentence for the person who set them.</exception>
    ITrainingJob Create(HyperparameterValues hyperparameters);
}
