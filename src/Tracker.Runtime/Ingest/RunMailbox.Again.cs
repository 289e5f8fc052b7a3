using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// Facts that people set by hand hold from the run's start: once they are durable the run is judged again. Nothing of it is appended or saved
/// meanwhile; its trainers wait, as with a slow disk.
/// </summary>
internal sealed partial class RunMailbox
{
    private readonly List<DescribeRequest> _describes = [];
    private Timestamp _notJudgeBefore;

    private bool IsJudgingDue => _judge.IsOutdated && Now() >= _notJudgeBefore;

    /// <summary>Judges again where that is due and nothing is on its way to the store or back.</summary>
    private async ValueTask JudgeAgainIfDueAsync()
    {
        if (IsJudgingDue && _inFlight.Count == 0 && !_committing)
        {
            try
            {
                await _judge.JudgeAgainAsync(tellsOver: true, CancellationToken.None).ConfigureAwait(false);
                _saveNow = true;
                _unsavedSince ??= Now();
                TellLiveness();
                LogJudgedAgain(_run);
            }
            catch (StoreException error)
            {
                _notJudgeBefore = Now() + _services.Options.RetryAfter;
                LogNotJudgedAgain(_run, error.Message);
            }
        }

        if (IsJudgingDue) return;
        foreach (var describe in _describes) Describe(describe);
        _describes.Clear();
    }
}
