using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Draws metrics as few points with every extreme kept, whatever their length: from summaries where these are fine enough.</summary>
public interface ICurveStore
{
    /// <summary>The curves that are there, in the order of the question; a metric that the run does not have is left out.</summary>
    /// <exception cref="StoreException">The file could not be read.</exception>
    ValueTask<ImmutableArray<Curve>> CurvesAsync(RunId run, CurveQuery query, CancellationToken cancellationToken);
}
