using System.Text.Json;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>The answer where no route is, or none with this method.</summary>
internal static class NothingThere
{
    /// <summary>Lets what is left of the pipeline choose the status, and adds the sentence.</summary>
    public static async Task AfterAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        if (!context.Response.HasStarted && context.Response.StatusCode >= StatusCodes.Status400BadRequest) await WriteAsync(context).ConfigureAwait(false);
    }

    /// <summary>404, or the status that is set already.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var request = context.Request;
        var what = $"{Names.Shorten(request.Method)} {Names.Shorten(request.Path.Value ?? "")}";
        if (Answers.IsGrpc(context)) return Answers.WriteAsync(context, Refusal.NotFound($"nothing is at {what} here."));
        var response = context.Response;
        if (response.StatusCode < StatusCodes.Status400BadRequest) response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentType = "application/json";
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.WriteAsync($"{{\"error\":{JsonSerializer.Serialize($"nothing is at {what} here: see the README for the routes.")}}}\n", context.RequestAborted);
    }
}
