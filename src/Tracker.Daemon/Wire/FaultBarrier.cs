using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Wire;

/// <summary>The outermost step of every request: no stack trace leaves the daemon, and bad bytes are the caller's fault.</summary>
internal sealed class FaultBarrier(RequestDelegate next, FaultLog faults, LimitInstruments limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            CorrectUnreadable(context);
            if (IsTooLarge(context)) limits.Reached("message");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left; there is nobody to answer.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            var kind = fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? RefusalKind.TooLarge : RefusalKind.BadInput;
            await Answers.WriteAsync(context, new Refusal(kind, $"the request cannot be read: {fault.Message}")).ConfigureAwait(false);
        }
        catch (StoreException fault) when (!context.Response.HasStarted)
        {
            await Answers.WriteAsync(context, Refusal.Unavailable(fault.Message)).ConfigureAwait(false);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            var id = faults.Record(fault, context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync($"the daemon failed, and its log says why under {id}.\n", context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>A message beyond the limit: gRPC says so itself, in the headers of a call and in the trailers of a stream.</summary>
    private static bool IsTooLarge(HttpContext context)
    {
        if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge) return true;
        var sentence = Message(context.Response.Headers);
        if (sentence.Length == 0) sentence = Message(context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers);
        return sentence.StartsWith("Received message exceeds", StringComparison.Ordinal);
    }

    private static string Message(IHeaderDictionary? headers) => headers is null ? "" : headers["grpc-message"].ToString();

    /// <summary>
    /// A unary message that cannot be parsed fails before any interceptor and comes out as UNKNOWN; <see cref="FaultInterceptor"/>
    /// leaves no other way to that status.
    /// </summary>
    private static void CorrectUnreadable(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.Response.HasStarted || headers["grpc-status"] != ((int)StatusCode.Unknown).ToString(CultureInfo.InvariantCulture)) return;
        headers["grpc-status"] = ((int)StatusCode.InvalidArgument).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = Uri.EscapeDataString("the message is no valid protobuf: compare its schema with protos/tracker/v1.");
    }
}
