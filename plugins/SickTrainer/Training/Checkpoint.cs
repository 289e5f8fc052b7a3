using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>Model, optimizer and step of a run that was stopped. The step's file is written last: with it the checkpoint is whole.</summary>
internal sealed class Checkpoint(string folder)
{
    private string ModelFile => Path.Combine(folder, "model.dat");

    private string OptimizerFile => Path.Combine(folder, "optimizer.dat");

    private string StepFile => Path.Combine(folder, "step");

    public string Save(nn.Module model, OptimizerHelper optimizer, int step)
    {
        File.Delete(StepFile);
        model.save(ModelFile);
        optimizer.save_state_dict(OptimizerFile);
        File.WriteAllText(StepFile, step.ToString(CultureInfo.InvariantCulture));
        return folder;
    }

    /// <summary>Loads it and says how many steps were taken; 0 where there is none.</summary>
    public int Load(nn.Module model, OptimizerHelper optimizer)
    {
        if (!File.Exists(StepFile)) return 0;
        model.load(ModelFile);
        optimizer.load_state_dict(OptimizerFile);
        return int.Parse(File.ReadAllText(StepFile), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
