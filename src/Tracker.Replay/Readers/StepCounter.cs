using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>Makes the step of a row from what the log counts.</summary>
internal sealed class StepCounter(bool hasStep, bool hasEpoch, List<string> notes)
{
    private bool _countsRows = !hasStep && !hasEpoch;
    private bool _begun;
    private long _shift;
    private long _rows;
    private long _lastStep = -1;
    private double _lastEpoch = double.NaN;

    /// <summary>What a step is.</summary>
    public StepUnit Unit => hasStep || !hasEpoch ? StepUnit.Unknown : StepUnit.Epoch;

    /// <summary>The step of the next row; null where it tells none.</summary>
    /// <param name="step">What its column of steps says; NaN nothing.</param>
    /// <param name="epoch">What its column of epochs says; NaN nothing.</param>
    /// <param name="problem">What is wrong with the number; null where nothing is.</param>
    public long? Next(double step, double epoch, out string? problem)
    {
        problem = null;
        if (_countsRows) return CountRow();
        var number = hasStep ? step : epoch;
        if (double.IsNaN(number)) return null;
        if (!_begun && !hasStep && number != Math.Floor(number))
        {
            notes.Add("its epochs are broken numbers and there is no column of steps: the rows are counted.");
            _countsRows = true;
            return CountRow();
        }

        if (number != Math.Floor(number) || number < 0 || number > Steps.Highest)
        {
            problem = hasStep ? "a step is a whole number from 0 on." : "an epoch is a whole number from 0 on where there is no column of steps: add one named step.";
            return null;
        }

        return hasStep ? CountStep((long)number, epoch) : CountEpoch((long)number);
    }

    private long CountRow()
    {
        if (!_begun && !hasEpoch) notes.Add("no column counts steps or epochs (named step or epoch): the rows are counted.");
        _begun = true;
        return ++_rows;
    }

    /// <summary>An epoch from 0 is the first one, which is over when its row is written; a value before training has no epoch.</summary>
    private long CountEpoch(long epoch)
    {
        if (!_begun && epoch == 0)
        {
            _shift = 1;
            notes.Add("its epochs count from 0 and are written when they are over: epoch 0 is step 1 here.");
        }

        _begun = true;
        return epoch + _shift;
    }

    /// <summary>A step that begins again where the epoch goes on counts within the epoch.</summary>
    private long CountStep(long step, double epoch)
    {
        if (epoch > _lastEpoch && step < _lastStep - _shift)
        {
            if (_shift == 0) notes.Add("its steps begin again with each epoch: they are counted on.");
            _shift = _lastStep;
        }

        if (!double.IsNaN(epoch)) _lastEpoch = epoch;
        _begun = true;
        return _lastStep = step + _shift;
    }
}
