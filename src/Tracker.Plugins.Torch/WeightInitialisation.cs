using Tracker.Plugins.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.Torch;

/// <summary>How weights start. Wrong ones are offered as well, so that their effect can be seen.</summary>
public static class WeightInitialisation
{
    /// <summary>
    /// Names for <see cref="Apply"/>: default (TorchSharp's own), he, xavier, zeros (nothing can learn) and large (standard deviation 1).
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = ["default", "he", "xavier", "zeros", "large"];

    /// <summary>Sets all matrices and kernels of the model by that rule and, but for default, all biases to 0.</summary>
    /// <exception cref="JobRefusedException">The name is not known.</exception>
    public static void Apply(Module model, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Names.Contains(name, StringComparer.Ordinal))
            throw new JobRefusedException($"Initialisation '{name}' is not known: there are {string.Join(", ", Names)}.");
        if (name == "default") return;
        using var noGradient = no_grad();
        foreach (var parameter in model.parameters())
        {
            if (parameter.dim() < 2 || name == "zeros") init.zeros_(parameter);
            else if (name == "he") init.kaiming_normal_(parameter);
            else if (name == "xavier") init.xavier_normal_(parameter);
            else init.normal_(parameter);
        }
    }
}
