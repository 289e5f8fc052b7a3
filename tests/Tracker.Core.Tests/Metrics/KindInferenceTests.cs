using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Metrics;

public sealed class KindInferenceTests
{
    [Theory]
    // A loss and an accuracy tell nothing.
    [InlineData(TrainingKind.Unknown, null, "train/loss", "val/loss", "val/accuracy")]
    [InlineData(TrainingKind.Unknown, null, "loss", "grad_norm", "learning_rate", "epoch", "mean_token_accuracy")]
    [InlineData(TrainingKind.Unknown, null, "train/box_loss", "train/cls_loss", "train/dfl_loss", "metrics/mAP50(B)")]
    [InlineData(TrainingKind.Unknown, null, "accuracy", "mae", "loss")]
    [InlineData(TrainingKind.Unknown, null, "system/gpu/0/reward", "signals/reward", "layers/00.actor_loss/grad_norm")]
    [InlineData(TrainingKind.Unknown, null, "d_loss")]
    [InlineData(TrainingKind.Unknown, null, "loss", "kl_loss")]
    // Stable-Baselines3, RLlib, CleanRL.
    [InlineData(TrainingKind.PolicyGradient, "rollout/ep_rew_mean", "time/fps", "rollout/ep_rew_mean", "train/loss", "train/policy_gradient_loss")]
    [InlineData(TrainingKind.PolicyGradient, "train/policy_gradient_loss", "train/loss", "train/policy_gradient_loss", "train/value_loss")]
    [InlineData(TrainingKind.PolicyGradient, "train/approx_kl", "train/loss", "train/approx_kl", "train/clip_fraction")]
    [InlineData(TrainingKind.PolicyGradient, "train/actor_loss", "train/actor_loss", "train/critic_loss")]
    [InlineData(TrainingKind.PolicyGradient, "env_runners/episode_return_mean", "env_runners/episode_return_mean")]
    [InlineData(TrainingKind.PolicyGradient, "episode_reward_mean", "episode_reward_mean", "info/learner/total_loss")]
    [InlineData(TrainingKind.PolicyGradient, "charts/episodic_return", "charts/episodic_return", "losses/value_loss")]
    // TRL: PPO, GRPO, DPO, KTO.
    [InlineData(TrainingKind.PolicyGradient, "objective/kl", "objective/kl", "objective/entropy", "policy/approxkl_avg")]
    [InlineData(TrainingKind.PolicyGradient, "reward", "loss", "reward", "reward_std", "kl")]
    [InlineData(TrainingKind.PolicyGradient, "train/kl", "train/loss", "train/kl")]
    [InlineData(TrainingKind.Preference, "rewards/chosen", "loss", "rewards/chosen", "rewards/rejected", "rewards/margins", "rewards/accuracies")]
    [InlineData(TrainingKind.Preference, "eval_rewards/margins", "eval_loss", "eval_rewards/margins")]
    [InlineData(TrainingKind.Preference, "logps/chosen", "kl", "logps/chosen")]
    // Two players.
    [InlineData(TrainingKind.Adversarial, "g_loss and d_loss", "d_loss", "g_loss")]
    [InlineData(TrainingKind.Adversarial, "loss_G and loss_D", "loss_D", "loss_G")]
    [InlineData(TrainingKind.Adversarial, "Loss/generator and Loss/discriminator", "Loss/generator", "Loss/discriminator")]
    [InlineData(TrainingKind.Adversarial, "errG and errD", "errD", "errG", "D_x")]
    [InlineData(TrainingKind.Adversarial, "G_A and D_A", "D_A", "G_A", "cycle_A", "idt_A", "D_B", "G_B")]
    [InlineData(TrainingKind.Adversarial, "gen_loss and critic_loss", "critic_loss", "gen_loss")]
    // Diffusion, self-supervised, regression.
    [InlineData(TrainingKind.Diffusion, "train/loss_simple", "train/loss", "train/loss_simple", "train/loss_vlb")]
    [InlineData(TrainingKind.Diffusion, "diffusion_loss", "diffusion_loss")]
    [InlineData(TrainingKind.SelfSupervised, "val/perplexity", "train/loss", "val/perplexity")]
    [InlineData(TrainingKind.SelfSupervised, "bits_per_byte", "loss", "bits_per_byte")]
    [InlineData(TrainingKind.SelfSupervised, "recon_loss", "loss", "recon_loss", "kl")]
    [InlineData(TrainingKind.Regression, "val_mae", "loss", "val_loss", "val_mae")]
    [InlineData(TrainingKind.Regression, "val/rmse", "train/loss", "val/rmse", "val/r2")]
    public void Infer_FromNames_SaysKindAndWhy(TrainingKind kind, string? from, params string[] names)
    {
        Assert.Equal(new InferredKind(kind, from), Infer(TrainingKind.Unknown, names));
        Assert.Equal(new InferredKind(kind, from), Infer(TrainingKind.Unknown, [.. names, .. names]));
        Assert.Equal(new InferredKind(TrainingKind.Supervised, null), Infer(TrainingKind.Supervised, names));
    }

    [Fact]
    public void ToString_OfAnInferredKind_SaysFromWhat()
    {
        Assert.Equal("policy-gradient, inferred from rollout/ep_rew_mean", new InferredKind(TrainingKind.PolicyGradient, "rollout/ep_rew_mean").ToString());
        Assert.Equal("fine-tune", new InferredKind(TrainingKind.FineTune, null).ToString());
    }

    private static InferredKind Infer(TrainingKind declared, params ReadOnlySpan<string> names)
    {
        var inference = new KindInference();
        foreach (var name in names) inference.Take(name);
        return inference.Infer(declared);
    }
}
