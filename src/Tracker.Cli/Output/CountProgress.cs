using System.Globalization;

namespace Tracker.Cli.Output;

/// <summary>Tells on stderr how far a long piece of work is: on a terminal in one line, elsewhere a line each tenth; nothing of a few.</summary>
/// <param name="what">What is counted, as curves.</param>
/// <param name="all">How many there are, 1 or more.</param>
internal sealed class CountProgress(string what, int all)
{
    private const int Few = 20;

    private readonly Lock _lock = new();
    private int _told;

    /// <summary>So many are done. May come from any thread, and out of order.</summary>
    public void Report(int done)
    {
        if (all < Few) return;
        lock (_lock)
        {
            var part = Console.IsErrorRedirected ? 10 * done / all : 100 * done / all;
            if (part <= _told) return;
            _told = part;
            var text = string.Create(CultureInfo.InvariantCulture, $"{done} of {all} {what}");
            Console.Error.Write(Console.IsErrorRedirected ? $"{text}\n" : $"\r{text}{(done == all ? "\n" : "")}");
        }
    }
}
