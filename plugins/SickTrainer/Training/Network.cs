using TorchSharp.Modules;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>From inputs (N, features) to scores (N, outputs).</summary>
internal static class Network
{
    private const int CharacterUnits = 8;

    // More of them would make a deep network sick of another thing than its depth.
    private const int MostDropouts = 2;

    public static Sequential Of(Recipe recipe, int features, int outputs)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        var width = features;
        if (recipe.Task == "characters")
        {
            // Every character goes through the same small layer, an embedding of its code.
            var window = features / CharactersTask.Code;
            layers.Add(("window", Unflatten(1, [window, CharactersTask.Code])));
            layers.Add(("embedding", Linear(CharactersTask.Code, CharacterUnits)));
            layers.Add(("tanh", Tanh()));
            layers.Add(("flat", Flatten()));
            width = window * CharacterUnits;
        }

        foreach (var (units, i) in recipe.Hidden.Select((units, i) => (units, i + 1)))
        {
            layers.Add(($"hidden{i}", Linear(width, units)));
            layers.Add(($"relu{i}", ReLU()));
            if (recipe.Dropout > 0 && i <= MostDropouts) layers.Add(($"dropout{i}", Dropout(recipe.Dropout)));
            width = units;
        }

        layers.Add(("output", Linear(width, outputs)));
        var network = Sequential(layers);
        Scale(network, recipe.InitialGain);
        Freeze(network, recipe.FirstTrainedLayer);
        return network;
    }

    private static void Scale(Module network, double gain)
    {
        if (gain == 1) return;
        using var noGradient = no_grad();
        foreach (var parameter in network.parameters()) parameter.mul_(gain);
    }

    private static void Freeze(Module network, int firstTrained)
    {
        if (firstTrained == 0) return;
        var layer = -1;
        var parameters = network.parameters().ToArray();
        foreach (var parameter in parameters)
        {
            if (parameter.dim() == 2) layer++;
            parameter.requires_grad = layer >= firstTrained;
        }

        // Something must be left to learn, else there is no gradient at all.
        if (layer < firstTrained) parameters[^1].requires_grad = true;
    }
}
