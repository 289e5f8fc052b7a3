using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>Of all that a framework sends, one loss is judged, one validation loss beside it, one score.</summary>
public sealed class SeriesRolesTests
{
    [Theory]
    [InlineData("loss grad_norm learning_rate epoch eval_imdb_loss eval_sst2_loss eval_loss eval_accuracy", "loss", "eval_loss", "eval_accuracy", "grad_norm")]
    [InlineData("loss eval_sst2_loss eval_imdb_loss eval_imdb_f1", "loss", "eval_sst2_loss", "eval_imdb_f1", null)]
    [InlineData("train_loss_epoch train_loss_step val_loss_step val_loss_epoch val_acc test_acc", "train_loss_step", "val_loss_epoch", "val_acc", null)]
    [InlineData("epoch accuracy loss mae val_accuracy val_loss val_mae", "loss", "val_loss", "val_accuracy", null)]
    [InlineData("epoch train/box_loss train/cls_loss train/dfl_loss metrics/precision(B) metrics/recall(B) metrics/mAP50(B) val/box_loss val/cls_loss lr/pg0", null, null, "metrics/mAP50(B)", null)]
    [InlineData("train/loss val/loss metrics/accuracy_top1 metrics/accuracy_top5", "train/loss", "val/loss", "metrics/accuracy_top1", null)]
    [InlineData("loss nll_loss valid_nll_loss valid_loss valid_ppl gnorm", "loss", "valid_loss", null, "gnorm")]
    [InlineData("time/fps train/loss train/value_loss rollout/ep_rew_mean eval/mean_reward", "train/loss", null, "eval/mean_reward", null)]
    [InlineData("d_loss g_loss", null, null, null, null)]
    [InlineData("train/loss train/loss_simple train/loss_vlb val/loss_simple_ema val/loss", "train/loss", "val/loss", null, null)]
    [InlineData("grad_2.0_norm/fc1.weight layers/00.a/grad_norm train_loss grad_2.0_norm_total val_rmse", "train_loss", null, null, "grad_2.0_norm_total")]
    [InlineData("mse val_mse", "mse", "val_mse", null, null)]
    [InlineData("train/ce_loss train/l1_loss val/ce_loss", "train/ce_loss", "val/ce_loss", null, null)]
    [InlineData("eval_train_loss train_loss val_train_acc", "train_loss", null, null, null)]
    public void Assign_OfAFrameworksNames_GivesTheParts(string names, string? primary, string? validation, string? score, string? gradient)
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        var all = names.Split(' ');
        script.Report(script.Set(all), 1, new double[all.Length]);
        probe.At(script.Monitor, (in view) => Assert.Equal(
            (primary, validation, score, gradient),
            (Name(view.Roles.Primary), Name(view.Roles.Validation), Name(view.Roles.Score), Name(view.Roles.Gradient))));

        string? Name(int series) => series < 0 ? null : all[series];
    }

    [Theory]
    [InlineData("train/cls_loss", "val/cls_loss")]
    [InlineData("train/dfl_loss", null)]
    [InlineData(null, "val/loss")]
    public void Assign_OfAPartThatIsNamedPrimary_TakesItsOwnValidation(string? primary, string? validation)
    {
        var probe = new ViewProbe();
        var script = probe.Script(new RunFacts { PrimaryMetric = primary });
        string[] all = primary == "train/dfl_loss"
            ? ["train/cls_loss", "train/dfl_loss", "val/box_loss", "val/cls_loss"]
            : ["train/loss", "train/cls_loss", "val/box_loss", "val/loss", "val/cls_loss"];
        script.Report(script.Set(all), 1, new double[all.Length]);
        probe.At(script.Monitor, (in view) => Assert.Equal(validation, view.Roles.Validation < 0 ? null : all[view.Roles.Validation]));
    }
}
