using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>What an input takes of the memory that is set aside for undecided ones.</summary>
internal static class InputWeight
{
    private const int Overhead = 128;

    public static int Bytes(RunInput input) => Overhead + input switch
    {
        FramesInput frames => Sum(frames, static frame => frame.Values.Length + (16 * frame.Rows)),
        SetInput set => Sum(set),
        FactsInput facts => Sum(facts.Facts),
        FactsByHandInput byHand => Sum(byHand.Facts),
        AlertInput alert => alert.Title.Length + alert.Text.Length,
        MarkInput mark => mark.Text.Length,
        FinishInput finish => finish.Reason.Length,
        OutcomeInput outcome => outcome.Message.Length,
        _ => 0,
    };

    public static int Samples(RunInput input) =>
        input is FramesInput frames ? Sum(frames, static frame => frame.Metrics * frame.Rows) : 0;

    private static int Sum(RunFacts facts) =>
        Sum(facts.Hyperparameters) + Sum(facts.Tags) + (64 * facts.Directions.Count) + (64 * facts.Profile.Count) + (8 * facts.SamplesPerClass.Length);

    private static int Sum(FramesInput frames, Func<Frame, int> of)
    {
        var sum = 0;
        foreach (var frame in frames.Frames) sum += of(frame);
        return sum;
    }

    private static int Sum(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var sum = 0;
        foreach (var (name, value) in texts) sum += 64 + name.Length + value.Length;
        return sum;
    }

    private static int Sum(SetInput set)
    {
        var sum = 0;
        foreach (var name in set.Names) sum += name.Length + 8;
        return sum;
    }
}
