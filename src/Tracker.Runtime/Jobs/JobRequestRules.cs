using System.Text;

namespace Tracker.Runtime.Jobs;

/// <summary>What a wish to train must hold to.</summary>
internal static class JobRequestRules
{
    private const int NameBytes = 256;
    private const int ValueBytes = 4_096;
    private const int MostHyperparameters = 1_000;

    /// <summary>One sentence on the first thing that is wrong; null when nothing is.</summary>
    public static string? Problem(JobRequest request) =>
        NameProblem("name", request.Name)
        ?? NameProblem("experiment", request.Experiment)
        ?? NameProblem("request id", request.RequestId)
        ?? (request.Device.Length > 0 && !JobDevice.IsKnown(request.Device)
            ? $"Device '{Short(request.Device)}' is not known: write auto, cpu, or cuda:N with the number of the GPU."
            : null)
        ?? (request.Hyperparameters.Count > MostHyperparameters
            ? $"{request.Hyperparameters.Count} hyperparameters are given: at most {MostHyperparameters} are taken."
            : null)
        ?? request.Hyperparameters.Select(h => ValueProblem(h.Key, h.Value)).FirstOrDefault(p => p is not null)
        ?? (request.Seed is < 0 or > uint.MaxValue ? $"Seed {request.Seed} is out of range: give 0 to {uint.MaxValue}." : null)
        ?? JobSourceRules.Problem(request.Source, request.Diff)
        ?? JobProgramRules.Problem(request.Plugin, request.Program);

    /// <summary>One sentence on the first hyperparameter that the plugin does not have or does not allow; null when nothing is wrong.</summary>
    public static string? Problem(JobRequest request, PluginDescription plugin)
    {
        var known = plugin.Hyperparameters.Select(h => h.Name).ToArray();
        foreach (var (name, value) in request.Hyperparameters)
        {
            if (plugin.Hyperparameters.FirstOrDefault(h => h.Name == name) is { } hyperparameter)
            {
                if (hyperparameter.Allows(value)) continue;
                return $"Hyperparameter {name} is '{Short(value)}': it must be {hyperparameter.Allowed}.";
            }

            var hint = Nearest.To(name, known) is { } nearest ? $"did you mean '{nearest}'?"
                : known.Length == 0 ? "it has none."
                : $"it has {string.Join(", ", known)}.";
            return $"{plugin.Name} has no hyperparameter '{Short(name)}'; {hint}";
        }

        return null;
    }

    private static string? NameProblem(string what, string text) =>
        Encoding.UTF8.GetByteCount(text) > NameBytes ? $"The {what} has {Encoding.UTF8.GetByteCount(text)} bytes: at most {NameBytes} are taken."
        : text.Any(char.IsControl) ? $"The {what} holds a control character: take it out."
        : null;

    private static string? ValueProblem(string name, string value) =>
        NameProblem("hyperparameter's name", name)
        ?? (Encoding.UTF8.GetByteCount(value) > ValueBytes ? $"The value of hyperparameter '{Short(name)}' is longer than {ValueBytes} bytes." : null);

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
