using System.Threading.Channels;

namespace Tracker.Plugins.Abstractions;

/// <summary>All that a job has of the outside. Members may be used from any thread. Later versions add members with a default.</summary>
public interface IJobContext
{
    /// <summary>One allowed value for each hyperparameter of the plugin.</summary>
    HyperparameterValues Hyperparameters { get; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda:N</c>.</summary>
    string Device { get; }

    /// <summary>Seed of all that is random in the job.</summary>
    long Seed { get; }

    /// <summary>From 1; each resume of the same run is the next one and finds its checkpoints in <see cref="WorkDirectory"/>.</summary>
    int Attempt { get; }

    /// <summary>A folder of the run's own for checkpoints, kept between attempts. Full path; it exists.</summary>
    string WorkDirectory { get; }

    /// <summary>The folder <c>data</c> of the plugin, for reading. Full path; it exists only where the plugin brings one.</summary>
    string DataDirectory { get; }

    /// <summary>
    /// Orders to this training, each once, in order. Read them between steps without waiting and answer each. <c>stop</c> never comes
    /// here: it cancels the token of <see cref="ITrainingJob.RunAsync"/>. At most 16 wait; more are refused on the job's behalf.
    /// </summary>
    ChannelReader<JobCommand> Commands { get; }

    /// <summary>The program to execute, for the plugin that executes programs; null for all others.</summary>
    JobProgram? Program => null;

    /// <summary>Records what the job runs with, beside what the job host finds by itself.</summary>
    /// <param name="runtime">What executes it, as <c>CPython 3.11.2, /usr/bin/python3</c>.</param>
    /// <param name="packages">Each as name==version.</param>
    void RecordPackages(string runtime, IReadOnlyList<string> packages)
    {
    }

    /// <summary>Logs metrics of one step. Never blocks, never throws.</summary>
    /// <param name="step">0 or more.</param>
    /// <param name="values">Names of up to 256 bytes, as <c>train/loss</c>, and any doubles: NaN and infinities are reported as they are.</param>
    void Log(long step, params ReadOnlySpan<(string Name, double Value)> values);

    /// <summary>
    /// Says that a part of the training begins that need not go on as before: another data mix, a longer context, layers that thaw. Trend
    /// and noise are learned anew from here; the start level and the best stay. Never blocks, never throws.
    /// </summary>
    /// <param name="name">Up to 256 bytes, as <c>unfreeze</c>.</param>
    /// <param name="step">The step at which it begins, 0 or more.</param>
    void Phase(string name, long step)
    {
    }

    /// <summary>
    /// Raises an alert of the training's own; the same title again changes that alert. It holds until <see cref="ResolveAlert"/>, until a
    /// new attempt begins, or until the run ends. At most 16 hold at a time. Never blocks, never throws.
    /// </summary>
    /// <param name="title">What it is known by, up to 256 bytes.</param>
    /// <param name="text">More about it, up to 4,096 bytes.</param>
    /// <param name="severity">Only warnings and critical ones call people.</param>
    void Alert(string title, string text = "", AlertSeverity severity = AlertSeverity.Warning)
    {
    }

    /// <summary>Takes an alert of the training's own back. Never blocks, never throws.</summary>
    /// <param name="title">As it was raised.</param>
    void ResolveAlert(string title)
    {
    }

    /// <summary>Says what is trained, before the first step; what is set later adds to it.</summary>
    void SetFacts(TrainingFacts facts);

    /// <summary>Says what the training data is like, before the first step.</summary>
    void Profile(DataProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        SetFacts(new TrainingFacts { Profile = profile.Values });
    }
}
