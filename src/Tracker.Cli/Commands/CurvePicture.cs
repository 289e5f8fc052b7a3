using System.Text;
using Spectre.Console;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary>A curve in characters: eight dots in each, steps to the right, so that a spike of one sample is seen.</summary>
internal static class CurvePicture
{
    private const int Rows = 10;
    private const int DotsAcross = 2;
    private const int DotsDown = 4;
    private const int Margin = 12;
    private const int MostColumns = 100;
    private const int LeastColumns = 20;
    private const char NoDots = '\u2800';

    /// <summary>The bit of each dot of a braille character, from the top, left and right.</summary>
    private static readonly int[,] Bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    public static void Show(Curve curve, Screen screen)
    {
        var rank = curve.Rank > 0 ? $" [grey]rank {curve.Rank}[/]" : "";
        screen.Say($"[bold]{Words.Safe(curve.Metric)}[/]{rank}  {Words.Step((long)curve.Samples)} samples");
        if (curve.Min is { } min && curve.Max is { } max)
        {
            foreach (var line in Draw(curve, min.Value, max.Value, Math.Clamp(screen.Terminal.Profile.Width - Margin, LeastColumns, MostColumns)))
                screen.Say(Markup.Escape(line));
            screen.Say($"min {Words.Value(min.Value)} at step {Words.Step(min.Step)}, max {Words.Value(max.Value)} at step {Words.Step(max.Step)}, "
                + $"last {Words.Value(curve.Last.Value)} at step {Words.Step(curve.Last.Step)}");
        }

        if (curve.NonFinite > 0) screen.Say($"[red]{Words.Step((long)curve.NonFinite)} samples are NaN or infinite[/]");
    }

    /// <summary>The lines of the picture: rows of dots between the values of top and bottom, marks where samples are not finite, steps.</summary>
    public static IReadOnlyList<string> Draw(Curve curve, double min, double max, int columns)
    {
        var dots = new int[Rows, columns];
        var marks = new bool[columns];
        var (first, last) = (curve.Points.Min(static point => point.Step), curve.Points.Max(static point => point.Step));
        var (x, y) = (-1, -1);
        foreach (var point in curve.Points)
        {
            var nextX = Place(point.Step, first, last, (columns * DotsAcross) - 1);
            if (point.NonFinite > 0) marks[nextX / DotsAcross] = true;
            if (!double.IsFinite(point.Value)) continue;
            var nextY = (Rows * DotsDown) - 1 - Place(point.Value, min, max, (Rows * DotsDown) - 1);
            // A new attempt begins further left: nothing joins it to what was before.
            if (x < 0 || nextX < x) (x, y) = (nextX, nextY);
            Join(dots, x, y, nextX, nextY);
            (x, y) = (nextX, nextY);
        }

        var lines = new List<string>();
        for (var row = 0; row < Rows; row++)
        {
            var label = row == 0 ? Words.Value(max) : row == Rows - 1 ? Words.Value(min) : "";
            lines.Add($"{label,Margin - 2} {Line(columns, column => (char)(NoDots + dots[row, column]))}");
        }

        if (marks.Contains(true)) lines.Add($"{"NaN",Margin - 2} {Line(columns, column => marks[column] ? '!' : ' ')}");
        var (left, right) = (Words.Step(first), Words.Step(last));
        lines.Add($"{"step",Margin - 2} {left}{right.PadLeft(Math.Max(right.Length + 1, columns - left.Length))}");
        return lines;
    }

    private static string Line(int columns, Func<int, char> at)
    {
        var line = new StringBuilder(columns);
        for (var column = 0; column < columns; column++) line.Append(at(column));
        return line.ToString().TrimEnd(' ', NoDots);
    }

    private static int Place(double value, double low, double high, int most)
    {
        // Halved, as the range of all doubles is none itself.
        var part = ((value / 2) - (low / 2)) / ((high / 2) - (low / 2));
        return double.IsFinite(part) ? (int)Math.Round(Math.Clamp(part, 0, 1) * most) : 0;
    }

    private static void Join(int[,] dots, int fromX, int fromY, int toX, int toY)
    {
        var steps = Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY));
        for (var i = 0; i <= steps; i++)
        {
            var x = steps == 0 ? toX : fromX + (int)Math.Round((toX - fromX) * (double)i / steps);
            var y = steps == 0 ? toY : fromY + (int)Math.Round((toY - fromY) * (double)i / steps);
            dots[y / DotsDown, x / DotsAcross] |= Bits[y % DotsDown, x % DotsAcross];
        }
    }
}
