using System.Buffers.Binary;
using Tracker.Contracts.V1;

namespace Tracker.Client.Tests.Fakes;

/// <summary>What the fake daemon holds of a run, by the rules of ingest.proto.</summary>
internal sealed class StoredRun
{
    private readonly Dictionary<string, Producer> _producers = [];

    public List<Hello> Hellos { get; } = [];

    public List<StoredSample> Samples { get; } = [];

    public List<Facts> Facts { get; } = [];

    public List<Phase> Phases { get; } = [];

    public List<TrainerAlert> Alerts { get; } = [];

    public List<CommandOutcome> Outcomes { get; } = [];

    public List<MetricSet> Sets { get; } = [];

    public List<Frames> Frames { get; } = [];

    public Finish? Finish { get; private set; }

    public int Heartbeats { get; set; }

    /// <summary>Calls whose hello was answered.</summary>
    public int Greeted { get; set; }

    /// <summary>Messages that came and were stored already.</summary>
    public int Repeats { get; private set; }

    public int ProducerCount => _producers.Count;

    public ulong LastSequence(string producer) => Of(producer).Last;

    /// <summary>Takes a message; the answer, where one is due besides the acknowledgement.</summary>
    public ReportResponse? Take(Hello hello, ReportRequest request, Func<ReportRequest, string?> reject)
    {
        Producer producer = Of(hello.Producer);
        if (request.Sequence <= producer.Last)
        {
            Repeats++;
            return null;
        }

        if (request.Sequence > producer.Last + 1)
            return new ReportResponse { Resend = new Resend { FromSequence = producer.Last + 1 } };
        producer.Last = request.Sequence;
        if (reject(request) is { } reason)
            return new ReportResponse { Rejection = new Rejection { Sequence = request.Sequence, Reason = reason } };
        string? problem = Store(hello, producer, request);
        return problem is null ? null : new ReportResponse { Rejection = new Rejection { Sequence = request.Sequence, Reason = problem } };
    }

    private static double Value(Frames frames, int index) => frames.Float32
        ? BinaryPrimitives.ReadSingleLittleEndian(frames.Values.Span[(index * 4)..])
        : BinaryPrimitives.ReadDoubleLittleEndian(frames.Values.Span[(index * 8)..]);

    private Producer Of(string id)
    {
        if (!_producers.TryGetValue(id, out Producer? producer))
            _producers.Add(id, producer = new Producer());
        return producer;
    }

    private string? Store(Hello hello, Producer producer, ReportRequest request)
    {
        switch (request.BodyCase)
        {
            case ReportRequest.BodyOneofCase.MetricSet:
                if (producer.Sets.TryGetValue(request.MetricSet.Id, out string[]? before) && !before.SequenceEqual(request.MetricSet.Names))
                    return "the set has other names";
                producer.Sets[request.MetricSet.Id] = [.. request.MetricSet.Names];
                Sets.Add(request.MetricSet);
                return null;
            case ReportRequest.BodyOneofCase.Frames:
                return Store(hello, producer, request.Sequence, request.Frames);
            case ReportRequest.BodyOneofCase.Facts:
                Facts.Add(request.Facts);
                return null;
            case ReportRequest.BodyOneofCase.Outcome:
                Outcomes.Add(request.Outcome);
                return null;
            case ReportRequest.BodyOneofCase.Phase:
                Phases.Add(request.Phase);
                return null;
            case ReportRequest.BodyOneofCase.Alert:
                Alerts.Add(request.Alert);
                return null;
            case ReportRequest.BodyOneofCase.Finish:
                Finish = request.Finish;
                return null;
            default:
                return "no body";
        }
    }

    private string? Store(Hello hello, Producer producer, ulong sequence, Frames frames)
    {
        if (!producer.Sets.TryGetValue(frames.Set, out string[]? names))
            return $"set {frames.Set} is unknown";
        int rows = frames.StepDeltas.Count;
        if (frames.TimeDeltas.Count != rows || frames.Values.Length != rows * names.Length * (frames.Float32 ? 4 : 8))
            return "the columns do not fit";
        Frames.Add(frames);
        long step = 0, time = 0;
        int attempt = frames.Attempt == 0 ? (int)hello.Attempt : (int)frames.Attempt;
        for (int row = 0; row < rows; row++)
        {
            step += frames.StepDeltas[row];
            time += frames.TimeDeltas[row];
            for (int i = 0; i < names.Length; i++)
                Samples.Add(new StoredSample(names[i], attempt, step, time, Value(frames, (i * rows) + row), hello.Producer, sequence));
        }

        return null;
    }

    private sealed class Producer
    {
        public ulong Last { get; set; }

        public Dictionary<uint, string[]> Sets { get; } = [];
    }
}
