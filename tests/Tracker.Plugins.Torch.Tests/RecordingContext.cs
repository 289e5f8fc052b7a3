using System.Threading.Channels;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Torch.Tests;

/// <summary>The outside of a job in memory. Its folder goes with it.</summary>
internal sealed class RecordingContext : IJobContext, IDisposable
{
    private readonly Channel<JobCommand> _commands = Channel.CreateBounded<JobCommand>(16);

    public RecordingContext(ITrainingPlugin plugin, params (string Name, string Value)[] set) =>
        Hyperparameters = new HyperparameterValues(plugin.Hyperparameters, set.ToDictionary(pair => pair.Name, pair => pair.Value));

    public HyperparameterValues Hyperparameters { get; }

    public string Device { get; init; } = "cpu";

    public long Seed { get; init; } = 1;

    public int Attempt { get; set; } = 1;

    public string WorkDirectory { get; } = Directory.CreateTempSubdirectory("tracker-torch-").FullName;

    public string DataDirectory { get; } = Path.Combine(AppContext.BaseDirectory, "data");

    public ChannelReader<JobCommand> Commands => _commands.Reader;

    /// <summary>Called at each step that is logged.</summary>
    public Action<long>? OnStep { get; set; }

    public List<(long Step, string Name, double Value)> Samples { get; } = [];

    /// <summary>What the training itself gave, which the same seed gives again; how long it waited is another matter each time.</summary>
    public IEnumerable<(long Step, string Name, double Value)> Learned => Samples.Where(sample => !sample.Name.StartsWith("system/", StringComparison.Ordinal));

    public TrainingFacts? Facts { get; private set; }

    public double[] Values(string name) => [.. Samples.Where(sample => sample.Name == name).Select(sample => sample.Value)];

    public RecordedCommand Order(string name, params (string Name, string Value)[] arguments)
    {
        var command = new RecordedCommand(name, arguments.ToDictionary(pair => pair.Name, pair => pair.Value));
        Assert.True(_commands.Writer.TryWrite(command));
        return command;
    }

    public void Log(long step, params ReadOnlySpan<(string Name, double Value)> values)
    {
        foreach (var (name, value) in values) Samples.Add((step, name, value));
        OnStep?.Invoke(step);
    }

    public void SetFacts(TrainingFacts facts) => Facts = facts;

    public void Dispose() => Directory.Delete(WorkDirectory, recursive: true);

    internal sealed class RecordedCommand(string name, Dictionary<string, string> arguments) : JobCommand
    {
        public override string Name => name;

        public override IReadOnlyDictionary<string, string> Arguments => arguments;

        public string Answer { get; private set; } = "";

        public override void Applied(string message) => Answer = "applied: " + message;

        public override void Refused(string message) => Answer = "refused: " + message;

        public override void Failed(string message) => Answer = "failed: " + message;
    }
}
