using System.Globalization;
using System.IO.Compression;
using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.SickTrainer.Tasks;

/// <summary>Handwritten digits of 8x8 pixels, as a bad camera sees them: with noise, so that a few cannot be told apart by anybody.</summary>
internal static class DigitsTask
{
    /// <summary>Training samples, of 1,797 digits.</summary>
    public const int Train = 1_437;

    private const int Classes = 10;
    private const int Pixels = 64;
    private const double Black = 16;
    private const double Noise = 0.2;
    private const double Centre = 0.3;
    private const int ValidationEvery = 5;

    private static IReadOnlyList<string>? _lines;

    /// <exception cref="JobRefusedException">The file is missing or is another one.</exception>
    public static TaskData Of(string dataDirectory, long seed)
    {
        var random = Draws.For(seed, 1);
        var rows = (_lines ??= Read(Path.Combine(dataDirectory, "digits.csv.gz"))).Select(line => Parse(line, random)).ToArray();
        var train = rows.Where((_, i) => i % ValidationEvery != 0).ToArray();
        var validation = rows.Where((_, i) => i % ValidationEvery == 0).ToArray();
        return new(
            [.. train.Select(row => row.Input)], [.. train.Select(row => row.Label)],
            [.. validation.Select(row => row.Input)], [.. validation.Select(row => row.Label)], Classes);
    }

    private static List<string> Read(string path)
    {
        try
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            var lines = new List<string>();
            while (reader.ReadLine() is { } line) lines.Add(line);
            return lines;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new JobRefusedException($"The digits cannot be read from {path}: {e.Message}", e);
        }
    }

    private static (float[] Input, long Label) Parse(string line, Random random)
    {
        var cells = line.Split(',');
        if (cells.Length != Pixels + 1) throw new JobRefusedException($"A line of the digits has {cells.Length} columns instead of {Pixels + 1}.");
        var input = new float[Pixels];
        for (var i = 0; i < Pixels; i++)
        {
            var pixel = int.Parse(cells[i], NumberStyles.None, CultureInfo.InvariantCulture) / Black;
            input[i] = (float)((pixel - Centre + (Noise * random.Normal())) / 0.45);
        }

        return (input, long.Parse(cells[^1], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
