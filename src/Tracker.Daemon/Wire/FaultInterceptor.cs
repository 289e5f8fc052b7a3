using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Tracker.Daemon.Hosting;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Wire;

/// <summary>Whatever a method throws and nobody expected becomes INTERNAL with an id that the log has too; nothing else leaks out.</summary>
internal sealed class FaultInterceptor(FaultLog faults) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        // A trace a call, and none a stream: a stream lives as long as its training.
        using var activity = Telemetry.Source.StartActivity(context.Method, ActivityKind.Server);
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Translate(fault, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Translate(fault, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Translate(fault, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Translate(fault, context);
        }
    }

    private RpcException Translate(Exception fault, ServerCallContext context)
    {
        if (fault is InvalidProtocolBufferException)
            return Answers.ToException(Refusal.BadInput($"a message of {context.Method} is no valid protobuf: compare its schema with protos/tracker/v1."));
        // The store could not write or read: no fault of the caller, and its sentence is for people.
        if (fault is StoreException) return Answers.ToException(Refusal.Unavailable(fault.Message));
        if (context.CancellationToken.IsCancellationRequested)
            return new RpcException(new Status(StatusCode.Cancelled, "the caller left."));
        var id = faults.Record(fault, context.Method);
        return new RpcException(new Status(StatusCode.Internal, $"the daemon failed, and its log says why under {id}."));
    }
}
