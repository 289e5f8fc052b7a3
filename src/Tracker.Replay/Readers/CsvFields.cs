namespace Tracker.Replay.Readers;

/// <summary>Where the fields of a line of CSV lie.</summary>
internal sealed class CsvFields
{
    private (int Start, int Length)[] _fields = new (int, int)[16];

    public int Count { get; private set; }

    /// <summary>A quote was not closed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Finds the fields; those in quotes without the quotes.</summary>
    public void Split(ReadOnlySpan<byte> line, byte delimiter)
    {
        Count = 0;
        IsOpen = false;
        if (line is [.., (byte)'\r']) line = line[..^1];
        for (var start = 0; start <= line.Length;)
        {
            var rest = line[start..];
            if (rest is [(byte)'"', ..])
            {
                start = Quoted(line, start, delimiter);
                continue;
            }

            var length = rest.IndexOf(delimiter);
            if (length < 0) length = rest.Length;
            Add(start, length);
            start += length + 1;
        }
    }

    /// <summary>The text of a field, without the blanks around it.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, int field) => line.Slice(_fields[field].Start, _fields[field].Length).Trim((byte)' ');

    /// <summary>Where it begins in its line, from 0.</summary>
    public int Start(int field) => _fields[field].Start;

    private int Quoted(ReadOnlySpan<byte> line, int start, byte delimiter)
    {
        for (var i = start + 1; i < line.Length; i++)
        {
            if (line[i] != '"') continue;
            if (i + 1 < line.Length && line[i + 1] == '"')
            {
                i++;
                continue;
            }

            Add(start + 1, i - start - 1);
            var next = line[i..].IndexOf(delimiter);
            return next < 0 ? line.Length + 1 : i + next + 1;
        }

        IsOpen = true;
        Add(start, line.Length - start);
        return line.Length + 1;
    }

    private void Add(int start, int length)
    {
        if (Count == _fields.Length) Array.Resize(ref _fields, Count * 2);
        _fields[Count++] = (start, length);
    }
}
