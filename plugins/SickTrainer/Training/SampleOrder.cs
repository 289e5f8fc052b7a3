using Tracker.Plugins.SickTrainer.Tasks;

namespace Tracker.Plugins.SickTrainer.Training;

/// <summary>An endless order of samples in which each pass is a new shuffle. Any position can be asked for, as after a resume.</summary>
internal sealed class SampleOrder(int samples, long seed)
{
    private long _epoch = -1;
    private int[] _order = [];

    /// <summary>Rows of a batch that begins at a position.</summary>
    public long[] Rows(long position, int count)
    {
        var rows = new long[count];
        for (var i = 0; i < count; i++)
        {
            var epoch = (position + i) / samples;
            if (epoch != _epoch) (_epoch, _order) = (epoch, Draws.For((seed * 10_007) + epoch, 21).Order(samples));
            rows[i] = _order[(position + i) % samples];
        }

        return rows;
    }
}
