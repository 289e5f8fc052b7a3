namespace Tracker.Replay.Readers;

/// <summary>The lines of a text, one after the other; blank ones are left out.</summary>
internal sealed class LineReader(LogBytes bytes)
{
    private int _length = -1;
    private bool _ended;

    /// <summary>The line, without its end.</summary>
    public ReadOnlySpan<byte> Line => bytes.Window[.._length];

    /// <summary>The file ends with this line, and the line has no end of its own.</summary>
    public bool IsUnended => !_ended;

    /// <summary>Goes to the next line; false at the end of the file.</summary>
    public bool Next()
    {
        while (true)
        {
            if (_length >= 0 && _ended) bytes.SkipLine(_length + 1);
            else if (_length >= 0) bytes.Skip(_length);
            _length = -1;
            var scanned = 0;
            int end;
            while ((end = bytes.Window[scanned..].IndexOf((byte)'\n')) < 0)
            {
                scanned = bytes.Window.Length;
                if (!bytes.More()) break;
            }

            _ended = end >= 0;
            _length = end >= 0 ? scanned + end : bytes.Window.Length;
            if (_length == 0 && !_ended) return false;
            if (!Line.Trim(" \t\r"u8).IsEmpty) return true;
        }
    }
}
