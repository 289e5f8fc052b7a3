using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Metrics;

/// <summary>The names that trainers in use write, and what they mean.</summary>
public sealed class FrameworkNameTests
{
    private const int Part = MetricMeaning.Component;

    [Theory]
    // Hugging Face.
    [InlineData("loss", MetricRole.Loss, Split.Train, 0)]
    [InlineData("train_loss", MetricRole.Loss, Split.Train, 0)]
    [InlineData("eval_loss", MetricRole.Loss, Split.Validation, 0)]
    [InlineData("eval_imdb_loss", MetricRole.Loss, Split.Validation, 50)]
    [InlineData("eval_validation_matched_loss", MetricRole.Loss, Split.Validation, 50)]
    [InlineData("eval_train_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("eval_accuracy", MetricRole.Accuracy, Split.Validation, 0)]
    [InlineData("eval_f1", MetricRole.Score, Split.Validation, 0)]
    [InlineData("eval_matthews_correlation", MetricRole.Score, Split.Validation, 20)]
    [InlineData("eval_rougeL", MetricRole.Score, Split.Validation, 20)]
    [InlineData("eval_sacrebleu", MetricRole.Score, Split.Validation, 0)]
    [InlineData("eval_wer", MetricRole.Error, Split.Validation, 0)]
    [InlineData("eval_cer", MetricRole.Error, Split.Validation, 0)]
    [InlineData("perplexity", MetricRole.Error, Split.Train, 0)]
    [InlineData("eval_runtime", MetricRole.Other, Split.Validation, Part)]
    [InlineData("eval_samples_per_second", MetricRole.Other, Split.Validation, Part)]
    [InlineData("train_steps_per_second", MetricRole.Other, Split.Train, Part)]
    [InlineData("total_flos", MetricRole.Other, Split.None, Part)]
    [InlineData("mean_token_accuracy", MetricRole.Score, Split.Train, Part)]
    [InlineData("num_tokens", MetricRole.Other, Split.None, Part)]
    [InlineData("train/epoch", MetricRole.Epoch, Split.None, 1)]
    [InlineData("train/grad_norm", MetricRole.GradientNorm, Split.None, 2)]
    [InlineData("learning_rate", MetricRole.LearningRate, Split.None, 2)]
    // Lightning.
    [InlineData("train_loss_step", MetricRole.Loss, Split.Train, 1)]
    [InlineData("train_loss_epoch", MetricRole.Loss, Split.Train, 2)]
    [InlineData("val_loss_epoch", MetricRole.Loss, Split.Validation, 1)]
    [InlineData("val_loss_step", MetricRole.Loss, Split.Validation, 2)]
    [InlineData("val_loss/dataloader_idx_1", MetricRole.Loss, Split.Validation, 1)]
    [InlineData("val_acc/dataloader_idx_0", MetricRole.Accuracy, Split.Validation, 1)]
    [InlineData("test_acc_epoch", MetricRole.Accuracy, Split.Test, 1)]
    [InlineData("lr-AdamW/pg1", MetricRole.LearningRate, Split.None, 2)]
    [InlineData("lr-SGD-momentum", MetricRole.Other, Split.None, Part)]
    [InlineData("grad_2.0_norm_total", MetricRole.GradientNorm, Split.None, 2)]
    [InlineData("grad_2.0_norm/fc1.weight", MetricRole.LayerGradientNorm, Split.None, Part)]
    [InlineData("hp_metric", MetricRole.Other, Split.None, Part)]
    [InlineData("epoch", MetricRole.Epoch, Split.None, 1)]
    [InlineData("current_epoch", MetricRole.Epoch, Split.None, 1)]
    [InlineData("step", MetricRole.Other, Split.None, Part)]
    // Keras, fastai, timm, fairseq, Megatron.
    [InlineData("val_sparse_categorical_accuracy", MetricRole.Accuracy, Split.Validation, 0)]
    [InlineData("val_top_k_categorical_accuracy", MetricRole.Score, Split.Validation, Part)]
    [InlineData("val_mean_squared_error", MetricRole.Loss, Split.Validation, 10)]
    [InlineData("val_mse", MetricRole.Loss, Split.Validation, 10)]
    [InlineData("val_root_mean_squared_error", MetricRole.Error, Split.Validation, 20)]
    [InlineData("val_mean_absolute_error", MetricRole.Error, Split.Validation, 20)]
    [InlineData("val_mae", MetricRole.Error, Split.Validation, 0)]
    [InlineData("val_rmse", MetricRole.Error, Split.Validation, 0)]
    [InlineData("val_auc", MetricRole.Score, Split.Validation, 0)]
    [InlineData("val_precision", MetricRole.Score, Split.Validation, 40)]
    [InlineData("output_a_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("error_rate", MetricRole.Error, Split.Train, 20)]
    [InlineData("valid_loss", MetricRole.Loss, Split.Validation, 0)]
    [InlineData("eval_top1", MetricRole.Accuracy, Split.Validation, 0)]
    [InlineData("eval_top5", MetricRole.Score, Split.Validation, 40)]
    [InlineData("valid_ppl", MetricRole.Error, Split.Validation, 0)]
    [InlineData("valid_best_loss", MetricRole.Loss, Split.Validation, Part)]
    [InlineData("nll_loss", MetricRole.Loss, Split.Train, 30)]
    [InlineData("lm loss", MetricRole.Loss, Split.Train, 30)]
    [InlineData("gnorm", MetricRole.GradientNorm, Split.None, 2)]
    [InlineData("loss_scale", MetricRole.Other, Split.None, Part)]
    [InlineData("train/val_loss", MetricRole.Loss, Split.Validation, 0)]
    // ultralytics.
    [InlineData("train/box_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("train/dfl_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("val/cls_loss", MetricRole.Loss, Split.Validation, Part)]
    [InlineData("metrics/mAP50(B)", MetricRole.Score, Split.Validation, 20)]
    [InlineData("metrics/mAP50-95(B)", MetricRole.Score, Split.Validation, 20)]
    [InlineData("metrics/mAP_0.5:0.95", MetricRole.Score, Split.Validation, 20)]
    [InlineData("metrics/precision(B)", MetricRole.Score, Split.Validation, 40)]
    [InlineData("metrics/accuracy_top1", MetricRole.Accuracy, Split.Validation, 0)]
    [InlineData("metrics/accuracy_top5", MetricRole.Score, Split.Validation, Part)]
    [InlineData("lr/pg0", MetricRole.LearningRate, Split.None, 2)]
    [InlineData("x/lr0", MetricRole.LearningRate, Split.None, 2)]
    [InlineData("time", MetricRole.Other, Split.None, Part)]
    // Stable-Baselines3 and TRL.
    [InlineData("rollout/ep_rew_mean", MetricRole.Score, Split.Train, 20)]
    [InlineData("rollout/ep_len_mean", MetricRole.Other, Split.None, Part)]
    [InlineData("eval/mean_reward", MetricRole.Score, Split.Validation, 20)]
    [InlineData("train/policy_gradient_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("train/value_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("train/entropy_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("train/approx_kl", MetricRole.Other, Split.Train, Part)]
    [InlineData("train/explained_variance", MetricRole.Other, Split.Train, Part)]
    [InlineData("rewards/chosen", MetricRole.Other, Split.None, Part)]
    [InlineData("rewards/rejected", MetricRole.Other, Split.None, Part)]
    [InlineData("rewards/margins", MetricRole.Score, Split.Train, 20)]
    [InlineData("eval_rewards/accuracies", MetricRole.Score, Split.Validation, 20)]
    [InlineData("logps/chosen", MetricRole.Other, Split.None, Part)]
    [InlineData("kl", MetricRole.Other, Split.None, Part)]
    [InlineData("objective/kl", MetricRole.Other, Split.None, Part)]
    [InlineData("objective/rlhf_reward", MetricRole.Score, Split.Train, 20)]
    [InlineData("loss/policy_avg", MetricRole.Loss, Split.Train, Part)]
    [InlineData("reward_std", MetricRole.Other, Split.None, Part)]
    // Two players, and diffusion.
    [InlineData("d_loss", MetricRole.Loss, Split.Train, Part)]
    [InlineData("loss_G", MetricRole.Loss, Split.Train, Part)]
    [InlineData("errD", MetricRole.Other, Split.None, Part)]
    [InlineData("fid", MetricRole.Error, Split.Train, 0)]
    [InlineData("train/loss_simple_step", MetricRole.Loss, Split.Train, Part)]
    [InlineData("train/loss_vlb", MetricRole.Loss, Split.Train, Part)]
    [InlineData("val/loss_ema", MetricRole.Loss, Split.Validation, 1)]
    [InlineData("diffusion_loss", MetricRole.Loss, Split.Train, 30)]
    public void Read_OfAFrameworksName_GivesWhatItMeans(string name, MetricRole role, Split split, int preference)
    {
        var meaning = MetricName.Read(name);
        Assert.Equal((role, split, preference), (meaning.Role, meaning.Split, meaning.Preference));
        Assert.Equal(
            role switch
            {
                MetricRole.Loss or MetricRole.Error => MetricDirection.LowerIsBetter,
                MetricRole.Accuracy or MetricRole.Score => MetricDirection.HigherIsBetter,
                _ => MetricDirection.Unknown,
            },
            meaning.Direction);
    }
}
