using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// Decides which inputs of a run are taken and in which order: contiguous for each producer, once, and within the limits. Pure: it
/// knows no clock and no store. Early inputs wait here; what is decided comes out in order.
/// </summary>
internal sealed class Admission
{
    private readonly Dictionary<ProducerId, ProducerQueue> _producers = [];
    private readonly MetricSetTable _sets;
    private readonly IngestLimits _limits;
    private readonly RunId _run;

    /// <param name="run">The run.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="sets">The sets that are durable; this takes a table of its own.</param>
    /// <param name="producers">How far each producer is.</param>
    public Admission(RunId run, IngestLimits limits, MetricSetTable sets, IEnumerable<ProducerProgress> producers)
    {
        _run = run;
        _limits = limits;
        _sets = sets.Copy();
        foreach (var producer in producers) _producers.Add(producer.Producer, new ProducerQueue(producer.Attempt, producer.LastSequence));
    }

    /// <summary>All that the run was told of itself, taken and not yet durable included.</summary>
    public RunFacts Facts { get; set; } = RunFacts.None;

    /// <summary>All that people set by hand, taken and not yet durable included.</summary>
    public RunFacts FactsByHand { get; set; } = RunFacts.None;

    /// <summary>Early inputs of all producers.</summary>
    public int Held { get; private set; }

    /// <summary>How far a producer is with what has been taken, durable or not.</summary>
    public ProducerProgress Progress(ProducerId producer) => _producers.TryGetValue(producer, out var queue)
        ? new ProducerProgress(producer, queue.Attempt, queue.Taken)
        : new ProducerProgress(producer, 0, 0);

    /// <summary>The attempt that a producer is at. Says why not where there are too many producers.</summary>
    public Refusal? SetAttempt(ProducerId producer, int attempt)
    {
        if (Find(producer) is not { } queue) return TooManyProducers();
        queue.Attempt = Math.Max(queue.Attempt, attempt);
        return null;
    }

    /// <summary>Takes an input in; what is decided by it is added in the order in which it counts.</summary>
    public void Offer(Submission submission, List<Admitted> decided)
    {
        if (submission.Sequence == 0)
        {
            decided.Add(Judge(submission));
            return;
        }

        if (Find(submission.Producer) is not { } queue)
        {
            decided.Add(new Admitted(submission, AdmissionKind.Refused, TooManyProducers()));
        }
        else if (submission.Sequence <= queue.Taken)
        {
            decided.Add(new Admitted(submission, AdmissionKind.Duplicate, null));
        }
        else if (submission.Sequence == queue.Taken + 1)
        {
            Take(queue, submission, decided);
            while (queue.Held.Remove(queue.Taken + 1, out var next))
            {
                Held--;
                Take(queue, next, decided);
            }
        }
        else
        {
            Hold(queue, submission, decided);
        }
    }

    /// <summary>Gives back the early inputs of a producer that will send them again.</summary>
    public void DropHeld(ProducerId producer, List<Submission> dropped)
    {
        if (!_producers.TryGetValue(producer, out var queue)) return;
        Drop(queue, static _ => true, dropped);
    }

    /// <summary>Gives back the early inputs that were held before a time.</summary>
    public void DropHeldBefore(Timestamp time, List<Submission> dropped)
    {
        foreach (var queue in _producers.Values) Drop(queue, submission => submission.HeldAt <= time, dropped);
    }

    private void Drop(ProducerQueue queue, Func<Submission, bool> which, List<Submission> dropped)
    {
        if (queue.Held.Count == 0) return;
        foreach (var submission in queue.Held.Values.Where(which).ToList())
        {
            queue.Held.Remove(submission.Sequence);
            Held--;
            dropped.Add(submission);
        }
    }

    private void Take(ProducerQueue queue, Submission submission, List<Admitted> decided)
    {
        queue.Taken = submission.Sequence;
        decided.Add(Judge(submission));
    }

    private void Hold(ProducerQueue queue, Submission submission, List<Admitted> decided)
    {
        if (queue.Held.Remove(submission.Sequence, out var older))
        {
            // The same again: the newer call takes over, for the older one's stream may be gone.
            decided.Add(new Admitted(older, AdmissionKind.Resend, null));
            Held--;
        }
        else if (queue.Held.Count >= _limits.HeldInputs)
        {
            decided.Add(new Admitted(submission, AdmissionKind.Resend, null));
            return;
        }

        queue.Held.Add(submission.Sequence, submission);
        Held++;
        decided.Add(new Admitted(submission, AdmissionKind.Held, null));
    }

    private Admitted Judge(Submission submission)
    {
        if (InputRules.Check(_run, submission.Input, _sets, _limits) is { } refusal)
            return new Admitted(submission, AdmissionKind.Refused, refusal);
        if (submission.Input is FactsInput told)
        {
            var all = Facts.With(told.Facts);
            if (all != Facts && InputRules.CheckAll(_run, all, _limits) is { } tooMany) return new Admitted(submission, AdmissionKind.Refused, tooMany);
            Facts = all;
        }
        else if (submission.Input is FactsByHandInput byHand)
        {
            var all = (byHand.Reset ? RunFacts.None : FactsByHand).With(byHand.Facts);
            if (InputRules.CheckAll(_run, all, _limits) is { } tooMany) return new Admitted(submission, AdmissionKind.Refused, tooMany);
            FactsByHand = all;
        }
        else if (submission.Input is SetInput set)
        {
            if (_sets.Find(new MetricSetKey(set.Producer, set.Set)) is not null) return new Admitted(submission, AdmissionKind.Known, null);
            _sets.Add(set);
        }

        return new Admitted(submission, AdmissionKind.Taken, null);
    }

    private ProducerQueue? Find(ProducerId producer)
    {
        if (_producers.TryGetValue(producer, out var queue)) return queue;
        if (_producers.Count >= _limits.ProducersPerRun) return null;
        queue = new ProducerQueue(0, 0);
        _producers.Add(producer, queue);
        return queue;
    }

    private Refusal TooManyProducers() => new(
        "producers", $"Run {_run} has {_producers.Count} producers: keep the producer id of a process, or use another run.");

    private sealed class ProducerQueue(int attempt, ulong taken)
    {
        public int Attempt { get; set; } = attempt;

        public ulong Taken { get; set; } = taken;

        public SortedDictionary<ulong, Submission> Held { get; } = [];
    }
}
