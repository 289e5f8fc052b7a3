using Tracker.Replay.Readers;

namespace Tracker.Replay.Baselines;

/// <summary>A published rule, written from its description, that reads the stream which the detectors read.</summary>
public interface IBaseline
{
    /// <summary>For good, as sagemaker-overfit.</summary>
    string Name { get; }

    /// <summary>What the rule says now holds. A rule that stops the training holds from then on.</summary>
    bool Fires { get; }

    /// <summary>Takes the next row; the steps never fall.</summary>
    void Take(in LoggedRow row);
}
