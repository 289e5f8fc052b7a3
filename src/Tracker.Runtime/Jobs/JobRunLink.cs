using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Jobs;

/// <summary>What the supervisor tells a job's run: that it is a job, and how it ended.</summary>
internal sealed class JobRunLink(IRunRouter router, TimeProvider time)
{
    private const string UserAgent = "tracker-jobs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    // Somebody waits for it, and would only submit again on a busy disk.
    private static readonly TimeSpan MakePatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public Timestamp Now => Timestamp.From(time.GetUtcNow());

    /// <summary>Makes the run.</summary>
    /// <returns>Null when it is stored; else one sentence.</returns>
    public async Task<string?> MakeAsync(RunId run, JobSpec spec)
    {
        using var patience = new CancellationTokenSource(MakePatience, time);
        var facts = new RunFacts
        {
            Name = spec.Name,
            Experiment = spec.Experiment.Length > 0 ? spec.Experiment : null,
            Hyperparameters = RunFacts.None.Hyperparameters.AddRange(spec.Program is { } program ? ProgramWords.Hyperparameters(program) : spec.Hyperparameters),
            Tags = RunFacts.None.Tags.AddRange(JobTags.Of(spec)),
        };
        try
        {
            var hello = new Hello(ProducerId.Daemon, spec.Attempt, 0, 1, facts, UserAgent);
            if ((await router.HelloAsync(run, hello, patience.Token).ConfigureAwait(false)).Refusal is { } refusal) return refusal;
            var mark = new MarkInput(Now, MarkKind.Job, 0, spec.Plugin);
            var result = await router.SubmitAsync(run, mark, patience.Token).ConfigureAwait(false);
            return IsStored(result) ? null : $"The run could not be stored: {result.Reason}";
        }
        catch (StoreException e)
        {
            return $"The run could not be stored: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return "The run could not be stored in time: try again.";
        }
    }

    /// <summary>Makes the run, again and again until it is stored.</summary>
    public Task MakeUntilStoredAsync(RunId run, JobSpec spec, CancellationToken cancellationToken) =>
        AgainAsync(async _ => await MakeAsync(run, spec).ConfigureAwait(false) is null, cancellationToken);

    /// <summary>Tells the run how its job ended, again and again until that is stored.</summary>
    public Task EndAsync(RunId run, RunStatus status, string reason, CancellationToken cancellationToken) =>
        AgainAsync(
            async patience =>
            {
                var finish = new FinishInput(Now, ProducerId.Daemon, 0, status, reason, BySupervisor: true);
                var result = await router.SubmitAsync(run, finish, patience).ConfigureAwait(false);
                return IsStored(result) || result.State == SubmitState.Rejected;
            },
            cancellationToken);

    private async Task AgainAsync(Func<CancellationToken, Task<bool>> isDoneAsync, CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            using (var patience = new CancellationTokenSource(Patience, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token))
            {
                try
                {
                    if (await isDoneAsync(either.Token).ConfigureAwait(false)) return;
                }
                catch (StoreException)
                {
                    // The store is in trouble and says so itself; the job's word waits for it.
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    // No room within the patience.
                }
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsStored(SubmitResult result) => result.State is SubmitState.Durable or SubmitState.Duplicate;
}
