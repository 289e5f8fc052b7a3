using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>Jobs of a real daemon, over its socket.</summary>
internal sealed class JobBoard : IDisposable
{
    private readonly GrpcChannel _channel;

    public JobBoard(DaemonProcess daemon)
    {
        _channel = TrackerChannel.Open(ServerAddress.Unix(daemon.Socket));
        Jobs = new JobsService.JobsServiceClient(_channel);
        Runs = new RunsService.RunsServiceClient(_channel);
    }

    public JobsService.JobsServiceClient Jobs { get; }

    public RunsService.RunsServiceClient Runs { get; }

    public async Task<string> SubmitAsync(string plugin, params (string Name, string Value)[] hyperparameters)
    {
        var request = new SubmitJobRequest { Plugin = plugin, Device = "cpu", Seed = 0 };
        foreach (var (name, value) in hyperparameters) request.Hyperparameters[name] = value;
        return (await Jobs.SubmitJobAsync(request)).Job.Run;
    }

    public async Task<string> SubmitAsync(JobProgram program, long seed = 0) =>
        (await Jobs.SubmitJobAsync(new SubmitJobRequest { Program = program, Seed = seed })).Job.Run;

    public async Task<Job> GetAsync(string run) => (await Jobs.GetJobAsync(new GetJobRequest { Job = run })).Job;

    public async Task<long> StepAsync(string run) => (await Runs.GetRunAsync(new GetRunRequest { Run = run })).Run.Step;

    /// <summary>Reads what it prints until it is over.</summary>
    public async Task<(Job Job, string Output)> EndAsync(string run)
    {
        using var logs = Jobs.ReadJobLogs(new ReadJobLogsRequest { Job = run, Follow = true });
        var text = "";
        await foreach (var piece in logs.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) text += piece.Data.ToStringUtf8();
        return (await GetAsync(run), text);
    }

    /// <summary>Reads what it prints until that holds a text.</summary>
    public async Task<string> PrintsAsync(string run, string text)
    {
        using var logs = Jobs.ReadJobLogs(new ReadJobLogsRequest { Job = run, Follow = true });
        var output = "";
        await foreach (var piece in logs.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            output += piece.Data.ToStringUtf8();
            if (output.Contains(text, StringComparison.Ordinal)) break;
        }

        Assert.Contains(text, output, StringComparison.Ordinal);
        return output;
    }

    /// <summary>Every stored sample of a metric, in the order of the journal.</summary>
    public async Task<List<(long Step, double Value)>> ExportAsync(string run, string metric)
    {
        using var export = Runs.ExportRun(new ExportRunRequest { Run = run });
        var samples = new List<(long, double)>();
        await foreach (var page in export.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            samples.AddRange(page.Samples.Where(sample => sample.Metric == metric).Select(sample => (sample.Step, sample.Value)));
        return samples;
    }

    public void Dispose() => _channel.Dispose();
}
