using Tracker.Plugins.Abstractions;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Tasks;
using Tracker.Plugins.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>Two small networks against each other: one makes inputs like those of the task, the other tells them from true ones.</summary>
internal static class AdversarialTraining
{
    private const int Latent = 8;
    private const int Units = 48;
    private const double Momentum = 0.5;

    public static void Run(Recipe recipe, TaskData data, long seed, IJobContext context, Action<long> begin, CancellationToken cancellationToken)
    {
        random.manual_seed(seed);
        var features = data.Features;
        using var generator = Sequential(Linear(Latent, Units), ReLU(), Linear(Units, Units), ReLU(), Linear(Units, features));
        using var discriminator = Sequential(Linear(features, Units), LeakyReLU(0.2), Linear(Units, 1));
        using var generatorOptimizer = optim.Adam(generator.parameters(), recipe.LearningRate, beta1: Momentum);
        using var discriminatorOptimizer = optim.Adam(discriminator.parameters(), recipe.LearningRate, beta1: Momentum);
        using var inputs = tensor([.. data.TrainInputs.SelectMany(row => row)], [data.TrainInputs.Length, features]);
        using var isReal = Column(1, recipe.BatchSize);
        using var isMade = Column(0, recipe.BatchSize);
        var order = new SampleOrder(data.TrainInputs.Length, seed);
        begin(generator.parameters().Concat(discriminator.parameters()).Sum(parameter => parameter.numel()));
        for (var step = 1; step <= recipe.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var real = inputs.index_select(0, tensor(order.Rows((step - 1L) * recipe.BatchSize, recipe.BatchSize)));
            var made = generator.forward(randn(recipe.BatchSize, Latent));
            discriminatorOptimizer.zero_grad();
            var onReal = discriminator.forward(real);
            var onMade = discriminator.forward(made.detach());
            var loss = functional.binary_cross_entropy_with_logits(onReal, isReal) + functional.binary_cross_entropy_with_logits(onMade, isMade);
            loss.backward();
            discriminatorOptimizer.step();
            generatorOptimizer.zero_grad();
            var generatorLoss = functional.binary_cross_entropy_with_logits(discriminator.forward(made), isReal);
            generatorLoss.backward();
            generatorOptimizer.step();
            context.Log(
                step,
                ("train/d_loss", loss.item<float>()),
                ("train/g_loss", generatorLoss.item<float>()),
                ("train/d_real", onReal.sigmoid().mean().item<float>()),
                ("train/d_fake", onMade.sigmoid().mean().item<float>()),
                (MetricNames.LearningRate, recipe.LearningRate));
        }
    }

    private static Tensor Column(float value, long rows) => full(rows, 1, value);
}
