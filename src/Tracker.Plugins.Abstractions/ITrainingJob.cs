namespace Tracker.Plugins.Abstractions;

/// <summary>One training. It is run once, in its own process.</summary>
public interface ITrainingJob
{
    /// <summary>
    /// Trains to the end. It may compute on the calling thread. To return or to throw <see cref="OperationCanceledException"/> after the
    /// token is cancelled means that it stopped as it was told; any other exception fails the run with its message.
    /// </summary>
    /// <param name="context">What the job needs of the outside.</param>
    /// <param name="cancellationToken">Cancelled when the job shall stop: save a checkpoint and end within two seconds.</param>
    /// <exception cref="JobRefusedException">It cannot start, as for a GPU that is not there.</exception>
    Task RunAsync(IJobContext context, CancellationToken cancellationToken);
}
