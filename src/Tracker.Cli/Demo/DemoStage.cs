using System.Globalization;
using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Demo;

/// <summary>Starts the trainings, follows them, and clears up behind them.</summary>
internal sealed class DemoStage(DemoDaemon daemon, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(85);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private BackgroundProcess? _trainer;
    private DemoState[] _states = [.. DemoPlan.Runs.Select(run => new DemoState(run, null, null))];

    public IReadOnlyList<DemoState> States => _states;

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>The external trainer first: Python needs a moment to begin, and silence a while to be called so.</summary>
    public async Task StartAsync()
    {
        foreach (var run in DemoPlan.Runs.OrderBy(run => run.Hyperparameters is null ? 0 : 1))
        {
            if (run.Hyperparameters is null) StartTrainer(run);
            else await SubmitAsync(run).ConfigureAwait(false);
        }
    }

    /// <summary>Until nothing more is expected, or it has lasted long enough.</summary>
    public async Task FollowAsync(Func<Task> changed)
    {
        while (true)
        {
            await LookAsync().ConfigureAwait(false);
            await changed().ConfigureAwait(false);
            if (_states.All(state => state.IsDone) || Elapsed > Longest) return;
            if (_trainer is { HasExited: true } && !_states.Any(s => s.Plan.Name == DemoPlan.Silent && s.Run is not null))
                throw new CliException($"The Python trainer did not start: {_trainer.LastLine()}");
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ExplainAsync()
    {
        for (var i = 0; i < _states.Length; i++)
        {
            if (_states[i].Run is not { } run) continue;
            var request = new ExplainRunRequest { Run = run.Run.Run };
            var why = await daemon.Connection.Runs.ExplainRunAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            _states[i] = _states[i] with { Why = why };
        }
    }

    /// <summary>Nothing that the demo started goes on, but the daemon itself.</summary>
    public async Task StopAsync()
    {
        // Without a goodbye: a trainer that says it ends would no longer be silent.
        if (_trainer is not null) await _trainer.KillAsync().ConfigureAwait(false);
        foreach (var id in _ids.Values)
        {
            try
            {
                await daemon.Connection.Jobs.CancelJobAsync(new CancelJobRequest { Job = id, GraceSeconds = 1 }, cancellationToken: CancellationToken.None)
                    .ConfigureAwait(false);
                using var logs = daemon.Connection.Jobs.ReadJobLogs(new ReadJobLogsRequest { Job = id, Follow = true }, cancellationToken: CancellationToken.None);
                await foreach (var _ in logs.ResponseStream.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    // Its output ends when it has.
                }
            }
            catch (RpcException)
            {
                // It is over already, or the daemon is.
            }
        }
    }

    public void Dispose() => _trainer?.Dispose();

    private async Task SubmitAsync(DemoRun run)
    {
        var request = new SubmitJobRequest { Plugin = DemoPlan.Plugin, Name = run.Name, Experiment = DemoPlan.Experiment, Device = "cpu", RequestId = run.Name, Seed = 0 };
        foreach (var (name, value) in run.Hyperparameters!) request.Hyperparameters[name] = value;
        var response = await daemon.Connection.Jobs.SubmitJobAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        _ids[run.Name] = response.Job.Run;
    }

    private void StartTrainer(DemoRun run)
    {
        var trainer = Installation.PythonTrainer
            ?? throw new CliException("The Python trainer is not there: run ./tracker demo at the root of the repository.");
        _trainer = BackgroundProcess.Start(
            Path.Combine(daemon.Data, "silent.log"),
            Python,
            [
                trainer,
                "--server", daemon.Connection.Status.GrpcAddress,
                "--name", run.Name,
                "--experiment", DemoPlan.Experiment,
                "--silent-after", DemoPlan.SilentAfter.ToString(CultureInfo.InvariantCulture),
                "--step-seconds", DemoPlan.SilentStep.ToString(CultureInfo.InvariantCulture),
            ],
            // Its spool goes with the demo's data, and no run of the caller's is meant.
            ("XDG_STATE_HOME", daemon.Data),
            ("TRACKER_RUN", ""));
    }

    private async Task LookAsync()
    {
        for (var i = 0; i < _states.Length; i++)
        {
            var state = _states[i];
            var text = _ids.GetValueOrDefault(state.Plan.Name, state.Plan.Name);
            try
            {
                var run = await daemon.Connection.Runs.GetRunAsync(new GetRunRequest { Run = text }, cancellationToken: cancellationToken).ConfigureAwait(false);
                _states[i] = state with { Run = run };
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
            {
                // The external trainer has not said hello yet.
            }
        }
    }
}
