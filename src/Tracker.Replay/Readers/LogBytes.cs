using System.IO.Compression;

namespace Tracker.Replay.Readers;

/// <summary>
/// The text of a log through a window that moves on: constant memory whatever the file's length. Unpacks gzip, and tells apart what is no
/// text: folders, binaries, files that are cut or may not be opened.
/// </summary>
internal sealed class LogBytes : IDisposable
{
    /// <summary>The longest line or word that is read, in bytes.</summary>
    public const int Longest = 1 << 20;

    private const int Chunk = 1 << 16;

    private readonly Stream _file;
    private readonly Stream _text;
    private readonly HeadedStream? _packed;
    private byte[] _buffer = new byte[Chunk];
    private int _start;
    private int _end;
    private long _taken;
    private long _lineStart;
    private bool _ended;

    private LogBytes(string name, Stream file)
    {
        Name = name;
        _file = file;
        _text = file;
        More();
        IsPacked = Window is [0x1f, 0x8b, ..];
        if (IsPacked)
        {
            _packed = new HeadedStream(Window.ToArray(), file);
            _text = new GZipStream(_packed, CompressionMode.Decompress);
            _start = _end = 0;
            _ended = false;
            More();
        }

        if (Window is [0xff, 0xfe, ..] or [0xfe, 0xff, ..]) throw new LogException(name, "it is written in UTF-16: save it as UTF-8.");
        if (Window.StartsWith("\uFEFF"u8)) Skip(3);
        _lineStart = _taken;
    }

    /// <summary>As it was named.</summary>
    public string Name { get; }

    /// <summary>It is packed by gzip.</summary>
    public bool IsPacked { get; }

    /// <summary>The line that the window begins in, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The column at which the window begins, from 1.</summary>
    public long Column => _taken - _lineStart + 1;

    /// <summary>What was read and not yet taken.</summary>
    public ReadOnlySpan<byte> Window => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The part of the file that was read, 0 to 1; 0 where the length is not known, as of a pipe.</summary>
    public double Part => _file.CanSeek && _file.Length > 0 ? (double)_file.Position / _file.Length : 0;

    /// <summary>The file can be read a second time; a pipe cannot.</summary>
    public bool IsRepeatable => _file.CanSeek;

    /// <summary>Opens a log.</summary>
    /// <exception cref="LogException">It is no text, or cannot be opened.</exception>
    public static LogBytes Open(string path)
    {
        if (Directory.Exists(path)) throw new LogException(path, "it is a folder: name the file in it, as its metrics.csv, results.csv or trainer_state.json.");
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Mode = FileMode.Open, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LogException(path, "there is no such file: look at its name.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogException(path, $"it cannot be opened ({e.Message}): let this user read it.");
        }

        try
        {
            return new LogBytes(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads on behind the window.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool More()
    {
        if (_ended) return false;
        if (_start > 0)
        {
            Window.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end > Longest) throw Wrong($"a line of more than {Longest:N0} bytes is no line of a log: write one row or one object a line.");
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = Read(_buffer.AsSpan(_end));
        if (read == 0)
        {
            _ended = true;
            CheckWhole();
            return false;
        }

        var zero = _buffer.AsSpan(_end, read).IndexOf((byte)0);
        if (zero >= 0 && !(_taken == 0 && _end == 0 && (_buffer.AsSpan(0, read) is [0x1f, 0x8b, ..] or [0xff, 0xfe, ..] or [0xfe, 0xff, ..])))
            throw new LogException(Name, $"it is no text (byte {_taken + _end + zero + 1} is zero): name a log in CSV, JSON or JSON lines.");
        _end += read;
        return true;
    }

    /// <summary>At least so many bytes are in the window, if the file has them.</summary>
    public bool Has(int count)
    {
        while (Window.Length < count)
        {
            if (!More()) return false;
        }

        return true;
    }

    /// <summary>Takes bytes of one line.</summary>
    public void Skip(int count)
    {
        _start += count;
        _taken += count;
    }

    /// <summary>Takes bytes up to and with the end of a line.</summary>
    public void SkipLine(int count)
    {
        Skip(count);
        Line++;
        _lineStart = _taken;
    }

    /// <summary>A fault where the window begins.</summary>
    public LogException Wrong(string problem, int offset = 0) => new(Name, Line, Column + offset, problem);

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// The reader of gzip does not tell an end from a cut. What was packed tells its own length last (of files that were joined each its own):
    /// of a file that is cut there stand four other bytes, which are nearly always a larger number.
    /// </summary>
    private void CheckWhole()
    {
        if (_packed is not null && _packed.Tail > _taken + Window.Length) throw Cut("its end is missing");
    }

    /// <summary>The file goes no further than the window.</summary>
    private LogException Cut(string why)
    {
        var (lines, lineEnd) = (Window.Count((byte)'\n'), Window.LastIndexOf((byte)'\n'));
        return new LogException(
            Name, Line + lines, lines == 0 ? Column + Window.Length : Window.Length - lineEnd,
            $"the packed file is cut or damaged here ({why}): copy it again, or unpack what is whole with 'zcat {Name} > part' and look at the end of that.");
    }

    private int Read(Span<byte> target)
    {
        try
        {
            return _text.Read(target);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Cut(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"it cannot be read on ({e.Message}): copy it to a disk that is well.");
        }
    }
}
