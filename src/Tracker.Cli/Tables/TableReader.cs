using System.IO.Compression;

namespace Tracker.Cli.Tables;

/// <summary>
/// Streams the rows of a table of text (RFC 4180): quotes, doubled quotes and line ends within them; comma, semicolon, tab or bar between
/// fields, whichever the header has most. A file whose name ends in .gz is unpacked.
/// </summary>
internal sealed class TableReader : IDisposable
{
    private const int MostCharacters = 16 << 20;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    private readonly string _name;
    private readonly FileStream _file;
    private readonly StreamReader _reader;
    private readonly char[] _block = new char[1 << 16];
    private readonly List<(int Start, int Length)> _fields = [];
    private char[] _record = new char[1 << 12];
    private int _length;
    private int _at;
    private int _filled;
    private long _nextLine = 1;
    private char _separator;

    private TableReader(string path)
    {
        _name = path;
        _file = File.OpenRead(path);
        _reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(_file, CompressionMode.Decompress) : _file);
    }

    /// <summary>Names of the columns, each once.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>Where the current row begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The part of the file that is read, 0 to 1.</summary>
    public double Part => _file.Length == 0 ? 1 : _file.Position / (double)_file.Length;

    /// <summary>Opens it and reads the header.</summary>
    /// <exception cref="TableException">There is no such file, no header, or one column alone.</exception>
    public static TableReader Open(string path)
    {
        if (Directory.Exists(path)) throw new TableException($"{path} is a folder: name a CSV file.");
        if (!File.Exists(path)) throw new TableException($"there is no file {path}.");
        var reader = new TableReader(path);
        try
        {
            reader.ReadHeader();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next row; false at the end. Blank lines are left out.</summary>
    /// <exception cref="TableException">The row has more or fewer fields than the header, or a quote is not closed.</exception>
    public bool Read()
    {
        if (!ReadRecord()) return false;
        return _fields.Count == Columns.Count
            ? true
            : throw new TableException($"{_name}, line {Line}: {_fields.Count} fields where the header has {Columns.Count}: put quotes around a text that holds a separator.");
    }

    /// <summary>A field of the row, without blanks around it; holds until the next row is read.</summary>
    public ReadOnlySpan<char> this[int column] => _record.AsSpan(_fields[column].Start, _fields[column].Length).Trim();

    public void Dispose()
    {
        _reader.Dispose();
        _file.Dispose();
    }

    private void ReadHeader()
    {
        Fill();
        var first = _block.AsSpan(0, _filled);
        var end = first.IndexOf('\n');
        if (end >= 0) first = first[..end];
        if (first.Contains('\0')) throw new TableException($"{_name} is no text: a table of text with a header is read, as CSV.");
        var most = -1;
        foreach (var separator in Separators)
        {
            if (first.Count(separator) <= most) continue;
            (_separator, most) = (separator, first.Count(separator));
        }

        if (!ReadRecord()) throw new TableException($"{_name} is empty: a table has a line of column names and a row a sample.");
        if (_fields.Count == 1)
            throw new TableException($"{_name} has one column: a profile needs a label and at least one feature, with comma, semicolon, tab or bar between them.");
        var names = Enumerable.Range(0, _fields.Count).Select(i => this[i].ToString()).ToArray();
        if (names.All(name => NumberCell.Read(name, out _) is NumberCellKind.Number or NumberCellKind.Missing or NumberCellKind.TooLarge))
            throw new TableException($"{_name} has no header: its first line is numbers; write a line of column names before it.");
        var nameless = Array.FindIndex(names, name => name.Length == 0);
        if (nameless > 0) throw new TableException($"{_name}: column {nameless + 1} has no name.");
        if (nameless == 0) names[0] = "(index)";
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TableException($"{_name}: two columns are called '{twice.Key}'; a name is there once.");
        Columns = names;
    }

    private bool ReadRecord()
    {
        while (true)
        {
            (_length, Line) = (0, _nextLine);
            _fields.Clear();
            if (!ReadFields()) return false;
            if (_fields.Count > 1 || !this[0].IsEmpty) return true;
        }
    }

    private bool ReadFields()
    {
        var (start, isQuoted, wasQuoted, any) = (0, false, false, false);
        while (true)
        {
            if (_at == _filled && !Fill())
            {
                if (isQuoted) throw new TableException($"{_name}, line {Line}: a quote is opened and never closed.");
                if (any) _fields.Add((start, _length - start));
                return any;
            }

            any = true;
            var c = _block[_at++];
            if (c == '\n') _nextLine++;
            if (isQuoted)
            {
                if (c == '"') isQuoted = false;
                else Keep(c);
            }
            else if (c == '"' && (wasQuoted || _record.AsSpan(start, _length - start).Trim().IsEmpty))
            {
                // The second of two quotes within quotes is one of the text.
                if (wasQuoted) Keep(c);
                else _length = start;
                (isQuoted, wasQuoted) = (true, true);
            }
            else if (c == _separator)
            {
                _fields.Add((start, _length - start));
                (start, wasQuoted) = (_length, false);
            }
            else if (c == '\n')
            {
                _fields.Add((start, _length - start));
                return true;
            }
            else
            {
                Keep(c);
            }
        }
    }

    private void Keep(char c)
    {
        if (_length == MostCharacters)
            throw new TableException($"{_name}, line {Line}: the row is longer than {MostCharacters >> 20} million characters; a quote before it is not closed, or it is no table.");
        if (_length == _record.Length) Array.Resize(ref _record, 2 * _length);
        _record[_length++] = c;
    }

    private bool Fill()
    {
        try
        {
            (_at, _filled) = (0, _reader.Read(_block));
            return _filled > 0;
        }
        catch (InvalidDataException)
        {
            throw new TableException($"{_name} ends in .gz and is no whole gzip file.");
        }
    }
}
