using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Access;

/// <summary>
/// What the gate cannot see of a gRPC call: a job's token is used for the job's own run alone, and a stream ends with the token that
/// opened it.
/// </summary>
internal sealed class CallerInterceptor(CallerAccess access, AccessInstruments instruments) : Interceptor
{
    /// <summary>The field by which every request names the one run that it is about.</summary>
    public const string RunField = "run";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        RefuseOtherRun(request, context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        RefuseOtherRun(request, context);
        return WhileEntitledAsync(context, guarded => continuation(request, responseStream, guarded));
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        RefuseOtherRun(null, context);
        TResponse? response = null;
        await WhileEntitledAsync(context, async guarded => response = await continuation(requestStream, guarded).ConfigureAwait(false))
            .ConfigureAwait(false);
        return response!;
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        RefuseOtherRun(null, context);
        return WhileEntitledAsync(context, guarded => continuation(requestStream, responseStream, guarded));
    }

    private void RefuseOtherRun(object? request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (http.Features.Get<Caller>() is not { OwnRun: not null } caller) return;
        if (http.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>()?.ChecksRun == true) return;
        var field = (request as IMessage)?.Descriptor.FindFieldByName(RunField);
        var run = field is { FieldType: FieldType.String, IsRepeated: false } ? (string)field.Accessor.GetValue((IMessage)request!) : null;
        if (access.RefuseRun(caller, run) is { } refusal) throw Answers.ToException(refusal);
    }

    private async Task WhileEntitledAsync(ServerCallContext context, Func<ServerCallContext, Task> call)
    {
        var caller = context.GetHttpContext().Features.Get<Caller>();
        if (caller is not { Ended.CanBeCanceled: true })
        {
            await call(context).ConfigureAwait(false);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, caller.Ended);
        try
        {
            await call(new GuardedCall(context, either.Token)).ConfigureAwait(false);
        }
        catch (Exception) when (caller.Ended.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            instruments.Refused("ended");
            throw Answers.ToException(caller.RefuseEnded());
        }
    }
}
