using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.JobHost.Loading;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost;

/// <summary>What a plugin says of itself, for a daemon that loads no foreign code.</summary>
internal sealed record PluginPage(string Name, string Description, IReadOnlyList<PluginPage.Line> Hyperparameters)
{
    /// <summary>Prints it as one line of JSON, and nothing else on stdout.</summary>
    public static int Print(string folder)
    {
        using var output = Console.OpenStandardOutput();
        // What the plugin itself prints must not mix with the description.
        Console.SetOut(Console.Error);
        try
        {
            var plugin = PluginFolder.Load(folder).MakePlugin();
            var lines = plugin.Hyperparameters.Select(h => new Line(h.Name, h.Default, h.Description, h.Allowed, h.Kind, h.Min, h.Max, h.Choices));
            JsonSerializer.Serialize(output, new PluginPage(plugin.Name, plugin.Description, [.. lines]), PluginPageJson.Default.PluginPage);
            output.Write("\n"u8);
            return ExitCode.Done;
        }
        catch (JobRefusedException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Refused;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            return ExitCode.Exception;
        }
    }

    internal sealed record Line(string Name, string Default, string Description, string Allowed, string Kind, double? Min, double? Max, IReadOnlyList<string> Choices);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PluginPage))]
internal sealed partial class PluginPageJson : JsonSerializerContext;
