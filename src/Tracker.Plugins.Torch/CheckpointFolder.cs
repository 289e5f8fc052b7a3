using System.Globalization;
using System.Text.Json;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tracker.Plugins.Torch;

/// <summary>
/// A run's checkpoint: model, optimizer, random state and position. A new one is complete on disk before it takes the place of the
/// old one, so that a crash leaves one of the two.
/// </summary>
internal sealed class CheckpointFolder(string workDirectory)
{
    private const string Prefix = "step-";

    /// <summary>Saves, removes older ones, and returns the path of the new one.</summary>
    public string Save(nn.Module<Tensor, Tensor> model, OptimizerHelper optimizer, TrainingPosition position)
    {
        var target = Path.Combine(workDirectory, Prefix + position.Step.ToString("d12", CultureInfo.InvariantCulture));
        if (Directory.Exists(target)) return target;
        var draft = Path.Combine(workDirectory, ".draft");
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        model.save(ModelFile(draft));
        optimizer.save_state_dict(OptimizerFile(draft));
        using (var state = random.get_rng_state())
        {
            var content = new CheckpointState(position.Step, position.Epoch, position.Sample, state.data<byte>().ToArray());
            File.WriteAllBytes(StateFile(draft), JsonSerializer.SerializeToUtf8Bytes(content));
        }

        foreach (var file in Directory.EnumerateFiles(draft))
        {
            using var handle = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            handle.Flush(flushToDisk: true);
        }

        Directory.Move(draft, target);
        foreach (var old in Existing().Where(path => path != target)) Directory.Delete(old, recursive: true);
        return target;
    }

    /// <summary>Loads the newest; false when there is none.</summary>
    public bool TryLoad(nn.Module<Tensor, Tensor> model, OptimizerHelper optimizer, out TrainingPosition position)
    {
        position = default;
        if (Existing().Max(StringComparer.Ordinal) is not { } newest) return false;
        var state = JsonSerializer.Deserialize<CheckpointState>(File.ReadAllBytes(StateFile(newest)));
        if (state is null) return false;
        model.load(ModelFile(newest));
        optimizer.load_state_dict(OptimizerFile(newest));
        using var randomState = tensor(state.RandomState, ScalarType.Byte);
        random.set_rng_state(randomState);
        position = new TrainingPosition(state.Step, state.Epoch, state.Sample);
        return true;
    }

    private string[] Existing() =>
        Directory.Exists(workDirectory) ? Directory.GetDirectories(workDirectory, Prefix + "*") : [];

    private static string ModelFile(string folder) => Path.Combine(folder, "model.dat");

    private static string OptimizerFile(string folder) => Path.Combine(folder, "optimizer.dat");

    private static string StateFile(string folder) => Path.Combine(folder, "state.json");

    private sealed record CheckpointState(long Step, long Epoch, long Sample, byte[] RandomState);
}
