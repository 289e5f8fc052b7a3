using Tracker.Plugins.Abstractions;
using Tracker.Plugins.SickTrainer.Recipes;
using Tracker.Plugins.SickTrainer.Tasks;
using Tracker.Plugins.Torch;
using static TorchSharp.torch;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>
/// A policy that learns by reward alone (REINFORCE with a running baseline): it sees a sample, names a class, and gets 1 where that is
/// right, else 0.
/// </summary>
internal static class PolicyTraining
{
    private const double EntropyWeight = 0.01;
    private const double BaselineForgets = 0.05;

    public static void Run(Recipe recipe, TaskData data, long seed, IJobContext context, Action<long> begin, CancellationToken cancellationToken)
    {
        random.manual_seed(seed);
        using var policy = Network.Of(recipe, data.Features, data.Classes);
        using var optimizer = optim.Adam(policy.parameters(), recipe.LearningRate);
        using var inputs = tensor([.. data.TrainInputs.SelectMany(row => row)], [data.TrainInputs.Length, data.Features]);
        using var labels = tensor(data.TrainLabels);
        var order = new SampleOrder(data.TrainInputs.Length, seed);
        var baseline = 0.0;
        begin(policy.parameters().Sum(parameter => parameter.numel()));
        for (var step = 1; step <= recipe.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = tensor(order.Rows((step - 1L) * recipe.BatchSize, recipe.BatchSize));
            var chances = policy.forward(inputs.index_select(0, rows)).log_softmax(1);
            var actions = multinomial(chances.detach().exp(), 1);
            var rewards = actions.squeeze(1).eq(labels.index_select(0, rows)).to(ScalarType.Float32);
            var mean = rewards.mean().item<float>();
            var gradientLoss = -((rewards - baseline) * chances.gather(1, actions).squeeze(1)).mean();
            var entropy = -(chances.exp() * chances).sum(1).mean();
            var loss = gradientLoss - (EntropyWeight * entropy);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            baseline += BaselineForgets * (mean - baseline);
            context.Log(
                step,
                ("rollout/ep_rew_mean", mean),
                ("train/policy_gradient_loss", gradientLoss.item<float>()),
                ("train/entropy", entropy.item<float>()),
                ("train/loss", loss.item<float>()),
                (MetricNames.LearningRate, recipe.LearningRate));
        }
    }
}
