using System.Globalization;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace Tracker.Daemon.Wire;

/// <summary>The one place that says what a refusal is in gRPC and in HTTP.</summary>
internal static class Answers
{
    private const int RetryAfterSeconds = 2;

    public static StatusCode ToGrpc(RefusalKind kind) => kind switch
    {
        RefusalKind.BadInput => StatusCode.InvalidArgument,
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Conflict => StatusCode.FailedPrecondition,
        RefusalKind.Overloaded or RefusalKind.TooLarge => StatusCode.ResourceExhausted,
        RefusalKind.TooSlow => StatusCode.DeadlineExceeded,
        RefusalKind.Unauthenticated => StatusCode.Unauthenticated,
        RefusalKind.Forbidden => StatusCode.PermissionDenied,
        RefusalKind.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };

    public static int ToHttp(RefusalKind kind) => kind switch
    {
        RefusalKind.BadInput => StatusCodes.Status400BadRequest,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Overloaded => StatusCodes.Status429TooManyRequests,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooSlow => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static RpcException ToException(Refusal refusal)
    {
        var trailers = new Metadata();
        if (refusal.Kind == RefusalKind.Overloaded)
            trailers.Add("retry-after", RetryAfterSeconds.ToString(CultureInfo.InvariantCulture));
        return new RpcException(new Status(ToGrpc(refusal.Kind), refusal.Sentence), trailers);
    }

    /// <summary>Answers a request with a refusal and nothing else, in the words of its protocol.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        response.StatusCode = ToHttp(refusal.Kind);
        if (refusal.Kind == RefusalKind.Overloaded)
            response.Headers[HeaderNames.RetryAfter] = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        if (refusal.Kind == RefusalKind.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        if (IsGrpc(context))
        {
            // A status among the headers goes before the HTTP status for every client, and so the sentence arrives.
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = ((int)ToGrpc(refusal.Kind)).ToString(CultureInfo.InvariantCulture);
            response.Headers["grpc-message"] = Uri.EscapeDataString(refusal.Sentence);
            return Task.CompletedTask;
        }

        response.ContentType = "text/plain; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync(refusal.Sentence + "\n", context.RequestAborted);
    }

    public static bool IsGrpc(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
