using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Tests.Ingest;

public sealed class AdmissionTests
{
    private readonly List<Admitted> _decided = [];
    private IngestLimits _limits = new();

    [Fact]
    public void Offer_InOrder_IsTaken()
    {
        var admission = New();

        Assert.Equal(AdmissionKind.Taken, Offer(admission, Sent.Set(1)));
        Assert.Equal(AdmissionKind.Taken, Offer(admission, Sent.Frame(2, 0)));
        Assert.Equal(2UL, admission.Progress(Sent.Trainer).LastSequence);
    }

    [Fact]
    public void Offer_Repeated_IsADuplicate()
    {
        var admission = New(new ProducerProgress(Sent.Trainer, 1, 10));

        Assert.Equal(AdmissionKind.Duplicate, Offer(admission, Sent.Frame(10, 0)));
        Assert.Equal(AdmissionKind.Duplicate, Offer(admission, Sent.Frame(1, 0)));
    }

    [Fact]
    public void Offer_Early_ComesOutInOrderWhenTheMissingOneIsThere()
    {
        var admission = New();
        Offer(admission, Sent.Frame(3, 3));
        Offer(admission, Sent.Frame(2, 2));
        Assert.Equal(2, admission.Held);

        Offer(admission, Sent.Set(1));

        Assert.Equal([1UL, 2UL, 3UL], _decided.Where(static one => one.Kind == AdmissionKind.Taken).Select(static one => one.Submission.Sequence));
        Assert.Equal(0, admission.Held);
    }

    [Fact]
    public void Offer_MoreEarlyOnesThanAreHeld_AsksAgain()
    {
        var admission = New();
        for (var i = 2UL; i <= 65; i++) Assert.Equal(AdmissionKind.Held, Offer(admission, Sent.Frame(i, 0)));

        Assert.Equal(AdmissionKind.Resend, Offer(admission, Sent.Frame(66, 0)));
        Assert.Equal(64, admission.Held);
        Offer(admission, Sent.Set(1));
        Assert.Equal(65UL, admission.Progress(Sent.Trainer).LastSequence);
    }

    [Fact]
    public void Offer_HeldOneAgain_TheNewerCallTakesOver()
    {
        var admission = New();
        Offer(admission, Sent.Frame(2, 0));
        _decided.Clear();

        Offer(admission, Sent.Frame(2, 0));

        Assert.Equal([AdmissionKind.Resend, AdmissionKind.Held], _decided.Select(static one => one.Kind));
        Assert.Equal(1, admission.Held);
    }

    [Fact]
    public void Offer_SequenceZero_IsTakenEveryTime()
    {
        var admission = New();
        Offer(admission, Sent.Set(0));

        Assert.Equal(AdmissionKind.Taken, Offer(admission, Sent.Frame(0, 1)));
        Assert.Equal(AdmissionKind.Taken, Offer(admission, Sent.Frame(0, 1)));
    }

    [Fact]
    public void Offer_SetAgain_IsKnownAndOtherNamesAreRefused()
    {
        var admission = New();
        Offer(admission, Sent.Set(1));

        Assert.Equal(AdmissionKind.Known, Offer(admission, Sent.Set(2)));
        Assert.Equal(AdmissionKind.Refused, Offer(admission, Sent.Set(3, names: "other")));
        Assert.Equal($"Set 1 of run {Sent.Run} was sent before with other names: take a new id for other names.", Sentence);
        Assert.Equal(AdmissionKind.Taken, Offer(admission, Sent.Set(4, set: 2, names: "other")));
    }

    [Fact]
    public void Offer_BadInput_IsRefusedInOneSentenceAndSpent()
    {
        _limits = new IngestLimits { MetricsPerRun = 3 };
        var admission = New();
        Offer(admission, Sent.Set(1));
        var sequence = 1UL;
        foreach (var (input, sentence) in Bad())
        {
            sequence++;
            Assert.Equal(AdmissionKind.Refused, Offer(admission, input(sequence)));
            Assert.StartsWith(sentence, Sentence, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', Sentence);
            Assert.EndsWith(".", Sentence, StringComparison.Ordinal);
            Assert.Equal(sequence, admission.Progress(Sent.Trainer).LastSequence);
        }
    }

    [Fact]
    public void Offer_AnyDisorderAndRepetition_TakesEachOnceInOrder() => Gen.Select(
        Gen.Int[1, 150], Gen.Int[0, 60], Gen.Double[0, 0.3], Gen.Int).Sample(
        static (count, window, loss, seed) =>
        {
            // A sender as the client is: it sends what is not acknowledged again, until all is. The network loses, doubles, reorders.
            var random = new Random(seed);
            var admission = new Admission(Sent.Run, new IngestLimits(), new MetricSetTable(), []);
            var taken = new List<ulong>();
            var decided = new List<Admitted>();
            var rounds = 0;
            while (taken.Count < count)
            {
                Assert.True(++rounds < 10_000, "it never ends");
                var from = taken.Count + 1;
                var sent = Enumerable.Range(from, Math.Min(64, count - from + 1))
                    .SelectMany(sequence => Enumerable.Repeat((ulong)sequence, random.NextDouble() < loss ? 0 : random.NextDouble() < loss ? 2 : 1))
                    .Select((sequence, place) => (sequence, place: place + random.Next(window + 1)))
                    .OrderBy(static one => one.place)
                    .Select(static one => one.sequence);
                foreach (var sequence in sent)
                {
                    decided.Clear();
                    admission.Offer(new Submission(sequence == 1 ? Sent.Set(1) : Sent.Frame(sequence, 1), 0), decided);
                    taken.AddRange(decided.Where(static one => one.Kind == AdmissionKind.Taken).Select(static one => one.Submission.Sequence));
                    Assert.DoesNotContain(decided, static one => one.Kind == AdmissionKind.Refused);
                }
            }

            Assert.Equal(Enumerable.Range(1, count).Select(static sequence => (ulong)sequence), taken);
        },
        iter: 500);

    private static IEnumerable<(Func<ulong, RunInput> Input, string Sentence)> Bad()
    {
        yield return (static n => Sent.Frame(n, -1), $"step -1 of run {Sent.Run}: steps are 0 or more.");
        yield return (static n => Sent.Frame(Sent.Trainer, n, 9, 0), $"Set 9 of run {Sent.Run} is unknown: send the metric set before its frames.");
        yield return (static n => Sent.Frame(n, 0, 1, 2), $"A frame of set 1 of run {Sent.Run} has 2 values a row where the set names 1 metrics");
        yield return (
            static n => new FramesInput(default, [Sent.Rows(Sent.Trainer, n, 1, new long[5_001], new double[5_001])]),
            "A message of 5001 samples is too large: send at most 5000 at once.");
        yield return (static n => Sent.Set(n, 5, names: new string('x', 257)), "The metric name 'xxxx");
        yield return (static n => Sent.Set(n, 5, names: new string('x', 10_000)), "The metric name 'xxxx");
        yield return (static n => Sent.Set(n, 5, names: new string('\u00e9', 129)), "The metric name '\u00e9");
        yield return (static n => Sent.Set(n, 5, names: "a\nb"), "The metric name 'a?b' holds a control character");
        yield return (static n => Sent.Set(n, 5, names: "a\u0085b"), "The metric name 'a?b' holds a control character");
        yield return (static n => Sent.Set(n, 5, names: "\ud800"), "The metric name '\ufffd' holds a control character or is no valid text");
        yield return (static n => Sent.Set(n, 5, names: ""), $"A metric of run {Sent.Run} has no name");
        yield return (static n => Sent.Set(n, 5, names: ["a", "a"]), $"Set 5 of run {Sent.Run} names a metric twice");
        yield return (static n => Sent.Set(n, 5, names: ["a", "b", "c"]), $"Run {Sent.Run} would have 4 metrics: 3 are the limit");
        yield return (
            static n => new FactsInput(default, Sent.Trainer, n, new RunFacts { Name = "a\u001b[31m" }),
            "The run's name 'a?[31m' holds a control character");
        yield return (static n => Sent.Finish(n, RunStatus.Lost), $"Run {Sent.Run} cannot end as lost");
    }

    private string Sentence => _decided[^1].Refusal!.Sentence;

    private Admission New(params ProducerProgress[] producers) => new(Sent.Run, _limits, new MetricSetTable(), producers);

    private AdmissionKind Offer(Admission admission, RunInput input)
    {
        admission.Offer(new Submission(input, 0), _decided);
        return _decided[^1].Kind;
    }
}
