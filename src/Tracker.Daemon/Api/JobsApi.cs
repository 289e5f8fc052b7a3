using Google.Protobuf;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;
using JobPhase = Tracker.Runtime.Jobs.JobPhase;

namespace Tracker.Daemon.Api;

/// <summary>Trainings that the daemon executes.</summary>
internal sealed class JobsApi(JobSupervisor jobs, PluginCatalog plugins, SnapshotStore snapshots, LimitInstruments limits, IHostApplicationLifetime lifetime) : JobsService.JobsServiceBase
{
    [Needs(Scopes.Control)]
    public override async Task<SubmitJobResponse> SubmitJob(SubmitJobRequest request, ServerCallContext context)
    {
        var wish = JobMapping.Read(request).OrThrow();
        var result = await jobs.SubmitAsync(wish, context.CancellationToken).ConfigureAwait(false);
        if (result.Refusal == JobRefusal.Full) limits.Reached("queued_jobs");
        return new SubmitJobResponse { Job = JobMapping.Read(result).OrThrow().ToProto() };
    }

    [Needs(Scopes.Control)]
    public override async Task<UploadSnapshotResponse> UploadSnapshot(IAsyncStreamReader<UploadSnapshotRequest> requestStream, ServerCallContext context)
    {
        var archive = new UploadStream(requestStream);
        await using (archive.ConfigureAwait(false))
        {
            var taken = JobMapping.Read(await snapshots.TakeAsync(archive, context.CancellationToken).ConfigureAwait(false)).OrThrow();
            return new UploadSnapshotResponse { Snapshot = taken.Id, Files = taken.Files, Bytes = taken.Bytes };
        }
    }

    [Needs(Scopes.Read)]
    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        var response = new ListJobsResponse { Slots = (uint)jobs.Slots, SlotsInUse = (uint)jobs.SlotsInUse };
        if (!request.IncludeExited)
        {
            response.Jobs.AddRange(jobs.List(includeExited: false).Select(job => job.ToProto()));
            return Task.FromResult(response);
        }

        var (before, size) = JobMapping.Read(request).OrThrow();
        var (page, hasMore) = jobs.ListPage(before, size);
        response.Jobs.AddRange(page.Select(job => job.ToProto()));
        if (hasMore) response.NextPageToken = page[^1].Spec.Run;
        return Task.FromResult(response);
    }

    [Needs(Scopes.Read)]
    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context)
    {
        var job = JobMapping.Read(jobs.Find(request.Job)).OrThrow();
        var proto = job.ToProto();
        if (job.State.Phase == JobPhase.Exited && job.State.Status == Core.Runs.RunStatus.Failed)
            proto.StderrTail = JobMapping.LastLines(jobs.ReadErrorTail(job.Run));
        return Task.FromResult(new GetJobResponse { Job = proto });
    }

    [Needs(Scopes.Control)]
    public override async Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        var job = JobMapping.Read(jobs.Find(request.Job)).OrThrow();
        if (request.GraceSeconds > JobMapping.MostGraceSeconds)
            throw Answers.ToException(Refusal.BadInput($"a grace of {request.GraceSeconds} s is too long: {JobMapping.MostGraceSeconds} s is the most."));
        TimeSpan? grace = request.GraceSeconds == 0 ? null : TimeSpan.FromSeconds(request.GraceSeconds);
        var result = await jobs.CancelAsync(job.Run, grace, context.CancellationToken).ConfigureAwait(false);
        return new CancelJobResponse { Job = JobMapping.Read(result).OrThrow().ToProto() };
    }

    [Needs(Scopes.Read)]
    public override async Task ReadJobLogs(
        ReadJobLogsRequest request, IServerStreamWriter<ReadJobLogsResponse> responseStream, ServerCallContext context)
    {
        var job = JobMapping.Read(jobs.Find(request.Job)).OrThrow();
        var wish = JobMapping.Read(request).OrThrow();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var piece in jobs.ReadOutputAsync(job.Run, wish, ends.Token).ConfigureAwait(false))
            {
                var response = new ReadJobLogsResponse
                {
                    Stream = piece.Kind == JobOutputKind.Error ? LogStream.Stderr : LogStream.Stdout,
                    Data = UnsafeByteOperations.UnsafeWrap(piece.Data),
                    Offset = piece.Offset,
                    LeftOut = piece.LeftOut,
                };
                await responseStream.WriteAsync(response, context.CancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Answers.ToException(Refusal.Unavailable("the daemon stops: the job goes on, read its output again later."));
        }
    }

    [Needs(Scopes.Read)]
    public override Task<GetJobRecordResponse> GetJobRecord(GetJobRecordRequest request, ServerCallContext context)
    {
        var job = JobMapping.Read(jobs.Find(request.Job)).OrThrow();
        var (record, diff) = jobs.ReadRecord(job.Run, request.IncludeDiff);
        return Task.FromResult(new GetJobRecordResponse { Record = record, Diff = UnsafeByteOperations.UnsafeWrap(diff) });
    }

    [Needs(Scopes.Read)]
    public override async Task<ListPluginsResponse> ListPlugins(ListPluginsRequest request, ServerCallContext context)
    {
        var response = new ListPluginsResponse();
        foreach (var plugin in await plugins.ListAsync(context.CancellationToken).ConfigureAwait(false)) response.Plugins.Add(plugin.ToProto());
        return response;
    }
}
