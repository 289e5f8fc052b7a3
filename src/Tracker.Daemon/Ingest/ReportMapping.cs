using Google.Protobuf.Collections;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Ingest;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Ingest;

/// <summary>Messages of a report stream as inputs of a run, checked on the way. ReceivedAt is the run's to set.</summary>
internal static class ReportMapping
{
    private const int MostRanks = 65_536;
    private const int MostReasonBytes = 4_096;

    public static Outcome<Hello> Hello(Proto.Hello hello, IngestLimits limits)
    {
        if (!ProducerId.TryParse(hello.Producer, out var producer) || producer == ProducerId.Daemon)
            return Refusal.BadInput($"the producer '{Names.Shorten(hello.Producer)}' is no id: give 32 random lower-case hexadecimal digits.");
        if (hello.Attempt > int.MaxValue) return Refusal.BadInput($"the attempt {hello.Attempt} is too large: count from 1.");
        var worldSize = Math.Max(1, hello.WorldSize);
        if (worldSize > MostRanks) return Refusal.BadInput($"the world size {hello.WorldSize} is too large: {MostRanks} is the most.");
        if (hello.Rank >= worldSize) return Refusal.BadInput($"rank {hello.Rank} is not within a world size of {worldSize}: ranks count from 0.");
        if (Names.TextProblem("user agent", hello.UserAgent, limits.NameBytes, allowLines: false) is { } problem) return Refusal.BadInput(problem);
        return FactsReader.Read(hello.Facts, limits).Succeeded(out var facts, out var refusal)
            ? new Hello(producer, Math.Max(1, (int)hello.Attempt), (int)hello.Rank, (int)worldSize, facts, hello.UserAgent)
            : refusal;
    }

    /// <param name="request">A sequenced message, anything but hello and heartbeat.</param>
    /// <param name="hello">How the stream introduced itself.</param>
    /// <param name="limits">What is taken.</param>
    /// <param name="now">Stands in for the time of rows that carry none.</param>
    public static Outcome<RunInput> Input(Proto.ReportRequest request, Hello hello, IngestLimits limits, Timestamp now) => request.BodyCase switch
    {
        Proto.ReportRequest.BodyOneofCase.MetricSet => Set(request.MetricSet, request.Sequence, hello, limits),
        Proto.ReportRequest.BodyOneofCase.Frames => Frames(request.Frames, request.Sequence, hello, limits, now),
        Proto.ReportRequest.BodyOneofCase.Facts => FactsReader.Read(request.Facts, limits).Succeeded(out var facts, out var refusal)
            ? new FactsInput(default, hello.Producer, request.Sequence, facts)
            : refusal,
        Proto.ReportRequest.BodyOneofCase.Finish => Finish(request.Finish.Status, request.Finish.Reason, hello.Producer, request.Sequence),
        Proto.ReportRequest.BodyOneofCase.Outcome => CommandOutcome(request.Outcome, request.Sequence, hello),
        Proto.ReportRequest.BodyOneofCase.Phase => Phase(request.Phase, request.Sequence, hello, limits),
        Proto.ReportRequest.BodyOneofCase.Alert => Alert(request.Alert, request.Sequence, hello, limits),
        _ => Refusal.BadInput($"message {request.Sequence} has no body that this version knows: send a metric set, frames, facts, an outcome or a finish."),
    };

    public static Outcome<RunInput> Finish(Proto.RunStatus status, string reason, ProducerId producer, ulong sequence)
    {
        if (status.Read() is not { } read || !read.IsOver())
            return Refusal.BadInput($"a run cannot end as {status}: give finished, failed or cancelled.");
        return Names.TextProblem("reason", reason, MostReasonBytes, allowLines: true) is { } problem
            ? Refusal.BadInput(problem)
            : new FinishInput(default, producer, sequence, read, reason, BySupervisor: false);
    }

    private static Outcome<RunInput> Phase(Proto.Phase phase, ulong sequence, Hello hello, IngestLimits limits)
    {
        if (Names.Problem("phase", phase.Name, limits.NameBytes) is { } problem) return Refusal.BadInput(problem);
        if (phase.Step < 0) return Refusal.BadInput($"step {phase.Step} cannot be: steps count from 0.");
        return new MarkInput(default, MarkKind.Phase, phase.Step, phase.Name) { Producer = hello.Producer, Sequence = sequence };
    }

    private static Outcome<RunInput> Alert(Proto.TrainerAlert alert, ulong sequence, Hello hello, IngestLimits limits)
    {
        var problem = Names.Problem("title of an alert", alert.Title, limits.NameBytes)
            ?? Names.TextProblem("text of an alert", alert.Text, MostReasonBytes, allowLines: false);
        if (problem is not null) return Refusal.BadInput(problem);
        if (alert.HasStep && alert.Step < 0) return Refusal.BadInput($"step {alert.Step} cannot be: steps count from 0.");
        if (!alert.Severity.TryRead(out var severity))
            return Refusal.BadInput($"the severity {alert.Severity} is unknown: give info, warning or critical, or none to take the alert back.");
        return new AlertInput(default, hello.Producer, sequence, alert.Title, alert.Text, severity, alert.HasStep ? alert.Step : -1);
    }

    private static Outcome<RunInput> CommandOutcome(Proto.CommandOutcome outcome, ulong sequence, Hello hello)
    {
        if (!CommandId.TryParse(outcome.Command, out var command))
            return Refusal.BadInput($"the command '{Names.Shorten(outcome.Command)}' is no id: send back the id that came with it.");
        if (outcome.State.ReadOutcome() is not { } state)
            return Refusal.BadInput($"{outcome.State} is no outcome: say applied, refused, failed or expired.");
        return Names.TextProblem("message", outcome.Message, MostReasonBytes, allowLines: true) is { } problem
            ? Refusal.BadInput(problem)
            : new OutcomeInput(default, hello.Producer, sequence, command, state, outcome.Message);
    }

    private static Outcome<RunInput> Set(Proto.MetricSet set, ulong sequence, Hello hello, IngestLimits limits)
    {
        if (set.Id == 0) return Refusal.BadInput("metric set 0 cannot be: ids count from 1.");
        if (set.Names.Count == 0) return Refusal.BadInput($"metric set {set.Id} has no names: give one or more.");
        if (set.Names.Count > limits.MetricsPerRun)
            return Refusal.Beyond("metrics", $"metric set {set.Id} has {set.Names.Count} names: {limits.MetricsPerRun} a run is the most.");
        var seen = new HashSet<string>(set.Names.Count, StringComparer.Ordinal);
        foreach (var name in set.Names)
        {
            if (Names.Problem("metric name", name, limits.NameBytes) is { } problem)
                return Names.IsTooLong(name, limits.NameBytes) ? Refusal.Beyond("name", problem) : Refusal.BadInput(problem);
            if (!seen.Add(name)) return Refusal.BadInput($"metric set {set.Id} names '{Names.Shorten(name)}' twice: name each metric once.");
        }

        return new SetInput(default, hello.Producer, sequence, hello.Rank, set.Id, [.. set.Names]);
    }

    private static Outcome<RunInput> Frames(Proto.Frames frames, ulong sequence, Hello hello, IngestLimits limits, Timestamp now)
    {
        var width = frames.Float32 ? sizeof(float) : sizeof(double);
        var rows = frames.StepDeltas.Count;
        if (frames.Set == 0) return Refusal.BadInput("frames of metric set 0 cannot be: ids count from 1.");
        if (rows == 0) return Refusal.BadInput("frames without rows say nothing: give one step delta a row.");
        if (frames.TimeDeltas.Count != 0 && frames.TimeDeltas.Count != rows)
            return Refusal.BadInput($"frames have {rows} rows and {frames.TimeDeltas.Count} times: give one a row, or none.");
        if (frames.Values.Length == 0 || frames.Values.Length % (width * rows) != 0)
            return Refusal.BadInput($"{frames.Values.Length} bytes of values are not {rows} rows of {width}-byte values: give each row one value a metric.");
        if (frames.Values.Length / width > limits.MessageSamples)
            return Refusal.Beyond("samples", $"{frames.Values.Length / width} samples are too many for one message: {limits.MessageSamples} is the most.");
        if (frames.Attempt > int.MaxValue) return Refusal.BadInput($"the attempt {frames.Attempt} is too large: count from 1.");
        if (Sums(frames.StepDeltas) is not { } steps) return Refusal.BadInput("the step deltas overflow: a step is 0 to 2^63-1.");
        foreach (var step in steps)
        {
            if (step < 0) return Refusal.BadInput($"step {step} cannot be: steps count from 0.");
        }

        if ((frames.TimeDeltas.Count == 0 ? Repeat(now.Microseconds, rows) : Sums(frames.TimeDeltas)) is not { } times)
            return Refusal.BadInput("the time deltas overflow: times are microseconds since the Unix epoch.");
        var attempt = frames.Attempt == 0 ? hello.Attempt : (int)frames.Attempt;
        var frame = new Frame(hello.Producer, sequence, attempt, frames.Set, steps, times, frames.Values.Memory, frames.Float32);
        return new FramesInput(default, [frame]);
    }

    private static long[]? Sums(RepeatedField<long> deltas)
    {
        var sums = new long[deltas.Count];
        long sum = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            var next = unchecked(sum + deltas[i]);
            if (((sum ^ next) & (deltas[i] ^ next)) < 0) return null;
            sums[i] = sum = next;
        }

        return sums;
    }

    private static long[] Repeat(long value, int count)
    {
        var all = new long[count];
        Array.Fill(all, value);
        return all;
    }
}
