using Grpc.AspNetCore.Server;
using Grpc.Core;
using Tracker.Daemon.Hosting;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Wire;

/// <summary>
/// Bounds the calls that are answered at a time before a byte of their bodies is read: each may hold a whole message. Streams have a
/// limit of their own; pages for health and metrics are always answered.
/// </summary>
internal sealed class CallGate
{
    private readonly RequestDelegate _next;
    private readonly DaemonOptions _options;
    private readonly LimitInstruments _limits;
    private int _open;

    public CallGate(RequestDelegate next, DaemonOptions options, LimitInstruments limits, TrackerMeter meter)
    {
        _next = next;
        _options = options;
        _limits = limits;
        meter.Meter.CreateObservableGauge("calls", () => Volatile.Read(ref _open), "{call}", "Calls by hand and of readers that are being answered; streams are none.");
    }

    public Task InvokeAsync(HttpContext context) => IsCall(context) ? CallAsync(context) : _next(context);

    private async Task CallAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > _options.MaxCalls)
            {
                _limits.Reached("calls");
                await Answers.WriteAsync(context, Refusal.Overloaded($"{_options.MaxCalls} calls are being answered already: call again in 2 s.")).ConfigureAwait(false);
                return;
            }

            await _next(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static bool IsCall(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method
        ? method.Method.Type == MethodType.Unary
        : context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
}
