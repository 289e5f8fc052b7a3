using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>A layer with a weight of its own.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="Module">The layer itself.</param>
/// <param name="Weight">Its weight, of two dimensions or more.</param>
/// <param name="Parameters">All that it has of its own, the weight among them.</param>
internal sealed record WeightLayer(string Name, nn.Module Module, Parameter Weight, IReadOnlyList<Parameter> Parameters)
{
    private const int LongestName = 200;

    /// <summary>In the order in which the model names them: the input side first, as in a sequence.</summary>
    public static IReadOnlyList<WeightLayer> Of(nn.Module model)
    {
        var layers = new List<WeightLayer>();
        Add(layers, "", model);
        foreach (var (name, module) in model.named_modules()) Add(layers, name, module);
        return layers;
    }

    private static void Add(List<WeightLayer> layers, string name, nn.Module module)
    {
        var own = module.named_parameters(recurse: false).Select(pair => pair.parameter).ToArray();
        var weight = Array.Find(own, parameter => parameter.dim() >= 2);
        if (weight is null || layers.Exists(layer => ReferenceEquals(layer.Module, module))) return;
        if (name.Length == 0) name = module.GetName();
        layers.Add(new WeightLayer(name.Length > LongestName ? name[..LongestName] : name, module, weight, own));
    }
}
