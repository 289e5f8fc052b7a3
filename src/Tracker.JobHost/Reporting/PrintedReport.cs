using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Reporting;

/// <summary>Prints what would be reported, one JSON object a line. There is no daemon and there are no orders.</summary>
internal sealed class PrintedReport : JobReport
{
    private readonly Channel<JobCommand> _commands = Channel.CreateBounded<JobCommand>(1);
    private readonly Lock _gate = new();
    private readonly StreamWriter _output = new(Console.OpenStandardOutput(), new UTF8Encoding(false));

    public override ChannelReader<JobCommand> Commands => _commands.Reader;

    public override void Log(long step, ReadOnlySpan<(string Name, double Value)> values)
    {
        var row = new Dictionary<string, double> { ["step"] = step };
        foreach (var (name, value) in values) row[name] = value;
        Print(JsonSerializer.Serialize(row, PrintedJson.Default.DictionaryStringDouble));
    }

    public override void SetFacts(TrainingFacts facts) =>
        Print(JsonSerializer.Serialize(new Dictionary<string, TrainingFacts> { ["facts"] = facts }, PrintedJson.Default.DictionaryStringTrainingFacts));

    public override void Phase(string name, long step) =>
        Print(JsonSerializer.Serialize(new PrintedPhase(name, step), PrintedJson.Default.PrintedPhase));

    public override void Alert(string title, string text, AlertSeverity? severity) =>
        Print(JsonSerializer.Serialize(new PrintedAlert(title, text, severity), PrintedJson.Default.PrintedAlert));

    public override ValueTask DisposeAsync() => _output.DisposeAsync();

    private void Print(string line)
    {
        lock (_gate)
        {
            _output.WriteLine(line);
            _output.Flush();
        }
    }
}

internal sealed record PrintedPhase(string Phase, long Step);

internal sealed record PrintedAlert(string Alert, string Text, AlertSeverity? Severity);

// NaN and the infinities are no JSON numbers; they are printed as strings.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(Dictionary<string, TrainingFacts>))]
[JsonSerializable(typeof(PrintedPhase))]
[JsonSerializable(typeof(PrintedAlert))]
internal sealed partial class PrintedJson : JsonSerializerContext;
