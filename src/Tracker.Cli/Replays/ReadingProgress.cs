using System.Globalization;

namespace Tracker.Cli.Replays;

/// <summary>How far a long file is read, on stderr where that is a terminal.</summary>
internal sealed class ReadingProgress(CancellationToken cancellationToken) : IDisposable
{
    private int _shown = -1;

    /// <summary>Shows the part that is read, 0 to 1; ends the reading where it is cancelled.</summary>
    public void Show(double part)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var percent = (int)(100 * part);
        if (percent == _shown || Console.IsErrorRedirected) return;
        _shown = percent;
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rreading: {percent,3} %"));
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_shown >= 0) Console.Error.Write("\r               \r");
        _shown = -1;
    }

    public void Dispose() => Clear();
}
