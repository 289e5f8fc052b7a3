namespace Tracker.Client;

/// <summary>Tells the trainer one sentence for each change of state. The same state says nothing twice.</summary>
internal sealed class StatusMessages(Action<string>? sink)
{
    // A trainer that logs a thousand bad names gets this many sentences, not a thousand.
    private const int MaxDistinct = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _states = [];

    /// <summary>Says the sentence if the topic was in another state before; an empty sentence only records the state.</summary>
    public void Change(string topic, string state, string sentence)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(topic, out string? before) ? before == state : _states.Count >= MaxDistinct)
                return;
            _states[topic] = state;
        }

        if (sentence.Length > 0)
            Say(sentence);
    }

    /// <summary>The state that a topic is in; empty before the first change.</summary>
    public string StateOf(string topic)
    {
        lock (_lock)
            return _states.GetValueOrDefault(topic, "");
    }

    private void Say(string sentence)
    {
        try
        {
            if (sink is null)
                Console.Error.WriteLine("tracker: " + sentence);
            else
                sink(sentence);
        }
#pragma warning disable CA1031 // Whatever a hook or a closed stderr throws must not reach the training loop or stop the reporting.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
