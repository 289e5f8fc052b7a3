using System.Globalization;
using System.IO.Compression;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Digits;

/// <summary>Reads digits.csv.gz: a line a digit, 64 pixels from 0 to 16 and the class.</summary>
internal static class DigitsFile
{
    private const int Columns = 65;
    private const float Black = 16;

    /// <exception cref="JobRefusedException">The file is missing or is another one.</exception>
    public static IReadOnlyList<Digit> Read(string path)
    {
        try
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            var digits = new List<Digit>();
            while (reader.ReadLine() is { } line) digits.Add(Parse(line));
            return digits;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            throw new JobRefusedException($"The digits cannot be read from {path}: {e.Message}", e);
        }
    }

    private static Digit Parse(string line)
    {
        var cells = line.Split(',');
        if (cells.Length != Columns) throw new FormatException($"a line has {cells.Length} columns instead of {Columns}.");
        var pixels = new float[Columns - 1];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = float.Parse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture) / Black;
        return new Digit(pixels, int.Parse(cells[^1], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
