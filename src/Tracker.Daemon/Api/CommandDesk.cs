using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;
using CoreCommand = Tracker.Core.Runs.RunCommand;

namespace Tracker.Daemon.Api;

/// <summary>Takes orders to trainers. An order is journalled first, as every input; the trainer gets it on its own stream.</summary>
internal sealed class CommandDesk(RunReader runs, IRunRouter router, IOptions<IngestLimits> limits, LimitInstruments reached, TimeProvider time)
{
    private const int MostArguments = 32;
    private const int MostArgumentBytes = 1_024;
    private static readonly TimeSpan DefaultExpiry = TimeSpan.FromHours(1);
    private static readonly string[] Known = ["stop", "set-learning-rate", "pause", "resume", "restore-best", "checkpoint"];

    public async Task<Outcome<SendCommandResponse>> SendAsync(SendCommandRequest request, CancellationToken cancellationToken)
    {
        if (Problem(request) is { } problem) return Refusal.BadInput(problem);
        if (!(await runs.FindAsync(request.Run, cancellationToken).ConfigureAwait(false)).Succeeded(out var run, out var refusal)) return refusal;
        if (run.Status.IsOver()) return Refusal.Conflict($"run {run.Run} is {run.Status.ToWord()}: nobody is there to take an order.");
        if (run.PendingCommands.Length >= limits.Value.OrdersPerRun)
        {
            reached.Reached("orders");
            return Refusal.Overloaded($"{run.PendingCommands.Length} orders of run {run.Run} wait for an outcome already: wait for it, or for their end.");
        }

        var expiry = request.ExpiresInSeconds == 0 ? DefaultExpiry : TimeSpan.FromSeconds(request.ExpiresInSeconds);
        Span<byte> id = stackalloc byte[16];
        RandomNumberGenerator.Fill(id);
        var command = new CoreCommand(
            new CommandId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(id)),
            request.Name,
            request.Arguments.ToImmutableSortedDictionary(StringComparer.Ordinal),
            run.Attempt,
            Timestamp.From(time.GetUtcNow() + expiry));
        return await SubmitAsync(run.Run, command, cancellationToken).ConfigureAwait(false) is { } refused
            ? refused
            : new SendCommandResponse { Command = command.ToProto() };
    }

    private static string? Problem(SendCommandRequest request)
    {
        if (!Known.Contains(request.Name))
            return $"'{Names.Shorten(request.Name)}' is no order{Nearest.Hint(request.Name, Known)}: {string.Join(", ", Known)} are.";
        if (request.Arguments.Count > MostArguments) return $"{request.Arguments.Count} arguments are too many: {MostArguments} is the most.";
        foreach (var (name, value) in request.Arguments)
        {
            var problem = Names.Problem("argument name", name, MostArgumentBytes)
                ?? Names.TextProblem($"argument {Names.Shorten(name)}", value, MostArgumentBytes, allowLines: false);
            if (problem is not null) return problem;
        }

        return null;
    }

    private async ValueTask<Refusal?> SubmitAsync(RunId run, CoreCommand command, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limits.Value.CallPatience);
        var result = await router.SubmitAsync(run, new CommandInput(default, command), patience.Token).ConfigureAwait(false);
        return SubmitRefusals.Of(result, sequence: 0, limits.Value);
    }
}
